"""One request for each call of the table, as sqlmap reads it from a file: every value that a caller chooses is marked.

sqlmap puts its payloads where an asterisk stands.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from msgspec import structs

from rft_app.demo.offers import CODE
from rft_app.http.endpoint import Endpoint, IfMatch

MARK = "*"
# If-Match: * would be a mark; the service under test reads this word as the asterisk
ANY_VERSION = "any"
# what a query parameter holds that has no id of its name
PARAMETERS = {
    "status": "active",
    "role": "customer",
    "search": "an",
    "from": "2020-01-01T00:00:00Z",
    "to": "2040-01-01T00:00:00Z",
    "available": "true",
    "limit": "5",
    "count": "true",
}
# of every call: what the middleware reads, and what the audit and the receipts store
HEADERS = {"User-Agent": "sqlmap", "X-Request-Id": "a-request", "Idempotency-Key": "0123456789abcdef"}


# in place of null and of nothing, where the example has no more to say
INSTEAD: dict[str, Any] = {
    "discount_code": CODE,
    "special_requirements": "none",
    "device_token": "a device",
    "price": {"amount": "75.00", "currency": "GBP"},
}


def request_of(endpoint: Endpoint, ids: Mapping[str, str], token: str, host: str) -> str:
    """A request file. ``ids`` are of things that are there; ``token`` is a staff log-in's."""
    path = endpoint.path.format(**{name: ids[name] + MARK for name in endpoint.path_names})
    names = [field.encode_name for field in structs.fields(endpoint.query)]
    # the examples of cursors are none: a list must be read for one, and then it is only text in base64
    values = {name: ids.get(name) or PARAMETERS.get(name, "eyJ9") for name in names}
    if "bookings" in endpoint.path and "status" in values:
        values["status"] = "confirmed"
    query = "&".join(f"{name}={quote(text)}{MARK}" for name, text in values.items())
    headers = {name: text + MARK for name, text in {"Authorization": f"Bearer {token}", **HEADERS}.items()}
    if endpoint.if_match is not IfMatch.IGNORED:
        headers["If-Match"] = ANY_VERSION + MARK
    body = ""
    if endpoint.body is not None:
        headers["Content-Type"] = "application/json"
        body = marked_json(with_ids(endpoint.body_example, ids))
    head = [f"{endpoint.method} {path}{'?' if query else ''}{query} HTTP/1.1", f"Host: {host}"]
    return "\r\n".join([*head, *(f"{name}: {text}" for name, text in headers.items()), "", body])


def with_ids(example: Any, ids: Mapping[str, str]) -> Any:
    """The example of the documentation, with ids that are there."""
    if isinstance(example, dict):
        return {name: _chosen(name, value, ids) for name, value in example.items()}
    return [with_ids(one, ids) for one in example] if isinstance(example, list) else example


def _chosen(name: str, value: Any, ids: Mapping[str, str]) -> Any:
    if name in ids:
        return ids[name]
    if value == []:
        return [ids["user_id"]]
    return INSTEAD.get(name) if value is None else with_ids(value, ids)


def marked_json(value: Any) -> str:
    """JSON with a mark at the end of every text, number and word."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {marked_json(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(marked_json, value)) + "]"
    text = json.dumps(value)
    return f'{text[:-1]}{MARK}"' if isinstance(value, str) else text + MARK


def marks(request: str) -> int:
    return request.count(MARK)
