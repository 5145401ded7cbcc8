"""The OpenAPI 3.1 document, made from the table."""

import json
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from rft_domain.access.actor import ANONYMOUS
from rft_domain.access.decisions import Subject, permits
from rft_domain.shared.errors import RftError

from .documented_errors import errors_of, every_error
from .endpoint import Endpoint, IfMatch
from .problem import MEDIA_TYPE, RETRY_AFTER, problem_of, status_of
from .wire import Problem

EXAMPLE_REQUEST_ID = "4f0c9e5d8b7a4d2f9a1c3e5b7d9f1a2b"
_REF = "#/components/schemas/{name}"
_INTRODUCTION = """\
People, courses, sessions and bookings. JSON in UTF-8; instants are RFC 3339 with offset; money is
`{"amount": "75.00", "currency": "GBP"}` and includes VAT; unknown fields are refused.

Calls marked `token` need `Authorization: Bearer …`: the token of a log-in, or of the customer portal.

Refusals are problem documents (RFC 9457) with a stable `code`; each `type` is the address of a page that explains it.
`X-Request-Id` is taken over, or made, and comes back with every answer.
"""
_VISIBLE_ASCII = {"type": "string", "minLength": 16, "maxLength": 255, "pattern": "^[!-~]+$"}
_TAGS = r'^(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*$'
_RATE_LIMIT = '^"[a-z-]+";{}=[0-9]+;{}=[0-9]+$'
_PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Makes the call safe to repeat: the same key and body get the stored answer, for 7 days.",
        "schema": _VISIBLE_ASCII,
        "example": "b1f8c7de-5a31-4c0f-9b0e-6f2f0f3f8a11",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of the version that the change was made on; or a list of them, or `*`.",
        "schema": {"type": "string", "anyOf": [{"const": "*"}, {"pattern": _TAGS}]},
        "example": '"1"',
    },
}
_HEADERS: dict[str, Any] = {
    "RequestId": {
        "description": "The id of this request, also in logs and audit.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
        "required": True,
    },
    "ETag": {
        "description": "The version, for If-Match.",
        "schema": {"type": "string", "pattern": '^"[1-9][0-9]*"$'},
        "required": True,
    },
    "Location": {"description": "The address of what was made.", "schema": {"type": "string"}, "required": True},
    "Replayed": {
        "description": "The answer of an earlier call with this Idempotency-Key.",
        "schema": {"type": "string", "const": "true"},
    },
    "RetryAfter": {"description": "Seconds.", "schema": {"type": "string", "pattern": "^[0-9]+$"}, "required": True},
    "RateLimit": {
        "description": "Where the caller stands: `r` tries left, `t` seconds until there is one more.",
        "schema": {"type": "string", "pattern": _RATE_LIMIT.format("r", "t")},
    },
    "RateLimitPolicy": {
        "description": "The limit: `q` tries in any `w` seconds.",
        "schema": {"type": "string", "pattern": _RATE_LIMIT.format("q", "w")},
    },
    "Authenticate": {"description": "How to say who you are.", "schema": {"type": "string"}, "required": True},
}


_RATE = [("RateLimit-Policy", "RateLimitPolicy"), ("RateLimit", "RateLimit")]


def openapi(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """The document as plain values."""
    kinds = list(dict.fromkeys(kind for e in endpoints for kind in (e.body, e.answer, e.query) if kind is not None))
    references, schemas = msgspec.json.schema_components([*kinds, Problem], ref_template=_REF)
    schema_of = dict(zip(kinds, references, strict=False))
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        query = _properties(schemas, schema_of[endpoint.query])
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schema_of, query)
    for kind in {e.query for e in endpoints}:
        schemas.pop(kind.__name__, None)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "rft", "version": _version(), "description": _INTRODUCTION, "license": {"name": "MIT"}},
        "tags": [{"name": group} for group in dict.fromkeys(e.group for e in endpoints)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": _PARAMETERS,
            "headers": _HEADERS,
            "examples": {code: _problem_example(kind) for code, kind in every_error(endpoints).items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of a log-in, or of the customer portal.",
                },
            },
        },
    }
    renamed: dict[str, Any] = json.loads(_plain_names(json.dumps(document)))
    return renamed


def _version() -> str:
    try:
        return version("rft")
    except PackageNotFoundError:
        return "0"


def _plain_names(text: str) -> str:
    """``ListAnswer_BookingAnswer_`` is ``BookingList``, and ``BookingAnswer`` is ``Booking``."""
    text = re.sub(r"\bListAnswer[_\[](\w+?)Answer[_\]]", r"\1List", text)
    return re.sub(r"\b([A-Z]\w+)Answer\b", r"\1", text)


def is_public(endpoint: Endpoint) -> bool:
    return endpoint.action is None or permits(ANONYMOUS, endpoint.action, Subject())


def _operation(endpoint: Endpoint, schema_of: dict[Any, Any], query: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "tags": [endpoint.group],
        "summary": endpoint.summary,
        "parameters": _parameters(endpoint, query),
        "responses": _responses(endpoint, schema_of[endpoint.answer]),
        "security": [{}, {"token": []}] if is_public(endpoint) else [{"token": []}],
    }
    if endpoint.description:
        operation["description"] = endpoint.description
    if endpoint.body is not None:
        content = {"schema": schema_of[endpoint.body]} | _example(endpoint.body_example)
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _example(example: Any) -> dict[str, Any]:
    return {"example": example} if example is not None else {}


def _properties(schemas: dict[str, Any], reference: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[reference["$ref"].rpartition("/")[2]].get("properties", {})
    return found


def _parameters(endpoint: Endpoint, query: dict[str, Any]) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in endpoint.path_names
    ]
    found: list[dict[str, Any]] = []
    for name, schema in query.items():
        plain = {key: value for key, value in schema.items() if key != "description"}
        described = {"description": schema["description"]} if "description" in schema else {}
        found.append({"name": name, "in": "query", "schema": plain} | described)
    headers: list[dict[str, Any]] = []
    if endpoint.returns is not None:
        headers.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if endpoint.if_match is IfMatch.OPTIONAL:
        headers.append({"$ref": "#/components/parameters/IfMatch"})
    elif endpoint.if_match is IfMatch.REQUIRED:
        headers.append(_PARAMETERS["IfMatch"] | {"required": True})
    return [*path, *found, *headers]


def _responses(endpoint: Endpoint, schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema} | _example(endpoint.answer_example)}
    if endpoint.media:
        content = {
            kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in endpoint.media
        }
    success = {"description": endpoint.summary, "headers": _headers(*_success_headers(endpoint)), "content": content}
    by_status: dict[int, list[type[RftError]]] = {}
    for kind in errors_of(endpoint):
        by_status.setdefault(status_of(kind), []).append(kind)
    problems = {str(status): _refusal(status, kinds) for status, kinds in sorted(by_status.items())}
    return {str(endpoint.status): success} | problems


def _success_headers(endpoint: Endpoint) -> list[tuple[str, str]]:
    return [
        *([("ETag", "ETag")] if endpoint.versioned else []),
        *([("Location", "Location")] if endpoint.location else []),
        *([("Idempotency-Replayed", "Replayed")] if endpoint.returns else []),
        *(_RATE if endpoint.limits else []),
    ]


def _headers(*named: tuple[str, str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{key}"} for name, key in (("X-Request-Id", "RequestId"), *named)}


def _problem_example(kind: type[RftError]) -> dict[str, Any]:
    return {"value": json.loads(problem_of(kind(), EXAMPLE_REQUEST_ID))}


def _refusal(status: int, kinds: list[type[RftError]]) -> dict[str, Any]:
    unique = {kind.code: kind for kind in kinds}
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in unique}
    named = [("Retry-After", "RetryAfter")] if status in RETRY_AFTER else []
    if status == 429:
        named += _RATE
    if status == 401:
        named = [("WWW-Authenticate", "Authenticate")]
    return {
        "description": "; ".join(f"`{code}`: {kind.message}" for code, kind in unique.items()),
        "headers": _headers(*named),
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}, "examples": examples}},
    }
