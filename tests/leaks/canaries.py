"""Requests with something to recognise in every place where a caller may write, valid and broken.

Values are what may be personal. The name of an unknown field is told to whoever sent it; a request's id and the browser
are recorded on purpose (product.md B11, J12): each has a mark of its own.
"""

import json
from collections.abc import Mapping
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

from attrs import frozen
from msgspec import structs

from rft_app.http.endpoint import Endpoint, IfMatch

VALUE, NAME, AGENT, REQUEST = "valuecanary", "namecanary", "agentcanary", "requestcanary"
# what a course or a session is called is nobody's; the audit trail shows it
THING, _THINGS = "thingcanary", {"title", "description", "venue"}
PHONE = "07400 917283"
# how whatever is a phone number would show; fewer digits stand by chance in what is measured, in instants and in ids
SECRETS = (VALUE, "400917283", "400 917283")
# fields with words of ours, amounts and instants: left alone where the request is to be carried out
_OURS = {"role", "status", "currency", "amount", "vat_rate", "time_zone", "starts_at", "ends_at", "code"}
BREAKAGES = (
    "valid", "valid", "valid", "unknown field", "wrong types", "wrong words", "missing", "no JSON", "no list",
    "headers", "query", "path", "method", "token", "media type",
)  # fmt: skip


@frozen(kw_only=True)
class Sent:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes | None


def request(
    endpoint: Endpoint, path: str, example: Any, authorization: Mapping[str, str], chance: Random, number: int
) -> Sent:
    """Of whichever breakage chance picks. ``example`` is a body that would be carried out."""
    breakage, value = chance.choice(BREAKAGES), f"{VALUE}{number}"
    headers = {**authorization, "User-Agent": f"{AGENT} Mozilla/5.0", "X-Request-Id": REQUEST}
    headers |= {"Idempotency-Key": f"{value}-0123456789", "X-Forwarded-For": value, "Referer": value, "Cookie": value}
    if endpoint.if_match is not IfMatch.IGNORED:
        headers["If-Match"] = f'"{value}"' if breakage == "headers" else "*"
    if breakage == "headers":
        headers |= {"Idempotency-Key": f"{value} é".encode().decode("latin-1"), "Accept": value}
    if breakage == "token":
        headers["Authorization"] = chance.choice([f"Bearer {value}", f"Basic {value}", value])
    names = [field.encode_name for field in structs.fields(endpoint.query)]
    query = {name: value for name in names if name in ("search",) or breakage == "query"}
    if breakage == "query":
        query |= {f"{NAME}{number}": value}
    if breakage == "path":
        path = path[: -len(path.rpartition("/")[2])] + quote(f"{value}@example.org")
    body = None
    if endpoint.body is not None:
        headers["Content-Type"] = f"text/{value}" if breakage == "media type" else "application/json"
        body = _body(example, value, breakage, number)
    method = chance.choice(["PATCH", "OPTIONS", "TRACE"]) if breakage == "method" else endpoint.method
    return Sent(
        method=method,
        path=path,
        query="&".join(f"{name}={quote(text)}" for name, text in query.items()),
        headers=headers,
        body=body,
    )


def _body(example: Any, value: str, breakage: str, number: int) -> bytes:
    marked = _marked(example, value, everything=breakage == "wrong words")
    if breakage == "unknown field":
        marked |= {f"{NAME}{number}": value}
    if breakage == "wrong types":
        marked = {name: [value] if isinstance(one, str) else value for name, one in marked.items()}
    if breakage == "missing":
        marked = dict(list(marked.items())[1:])
    if breakage == "no list":
        marked = [marked, value]
    text = json.dumps(marked)
    return (text[:-1] if breakage == "no JSON" else text).encode()


def _marked(example: Any, value: str, *, everything: bool, name: str = "") -> Any:
    if isinstance(example, dict):
        return {key: _marked(one, value, everything=everything, name=key) for key, one in example.items()}
    if isinstance(example, list):
        return [_marked(one, value, everything=everything, name=name) for one in example]
    if example is None and "special" in name:
        return value
    if not isinstance(example, str) or (not everything and (name in _OURS or _is_id(example))):
        return example
    if "email" in name and not everything:
        return f"{value}@example.org"
    if "phone" in name and not everything:
        return PHONE
    if name in _THINGS:
        return value.replace(VALUE, THING)
    return f"{value} {example}" if "password" in name else value


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
