"""One table from error family to status, and the problem documents made of it (RFC 9457)."""

import msgspec
from msgspec import UNSET

from rft_domain.shared.errors import (
    Busy,
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    RftError,
    RuleBroken,
    TooMany,
    Unauthenticated,
)

from .errors import (
    BodyTooLarge,
    HeaderError,
    InternalError,
    Malformed,
    MethodNotAllowed,
    ParameterError,
    PreconditionRequired,
    UnsupportedMediaType,
)
from .wire import FieldProblem, Problem

STATUS: dict[type[RftError], int] = {
    Malformed: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    PreconditionFailed: 412,
    BodyTooLarge: 413,
    UnsupportedMediaType: 415,
    Invalid: 422,
    RuleBroken: 422,
    PreconditionRequired: 428,
    TooMany: 429,
    InternalError: 500,
    Busy: 503,
}
# seconds; what is busy now is seldom busy for long, and a limit says by itself when there is room
RETRY_AFTER = {429: "10", 503: "1"}
MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 100

_encode = msgspec.json.Encoder().encode


def family_of(kind: type[RftError]) -> type[RftError]:
    """The nearest ancestor in the table; what no family claims is a mistake of ours."""
    return next((family for family in kind.__mro__ if family in STATUS), InternalError)


def status_of(kind: type[RftError]) -> int:
    return STATUS[family_of(kind)]


def problem_of(error: RftError, request_id: str, *, has_body: bool = True) -> bytes:
    """The document as JSON. Without a body to point into, pointers are names of query parameters."""
    errors = getattr(error, "errors", ())[:MOST_ERRORS]
    document = Problem(
        type=f"/problems/{error.code}",
        title=error.message,
        status=status_of(type(error)),
        detail=error.message if errors else error.detail,
        code=error.code,
        request_id=request_id,
        errors=[_field_problem(one, has_body=has_body) for one in errors] or UNSET,
    )
    return _encode(document)


def _field_problem(error: FieldError, *, has_body: bool) -> FieldProblem:
    if isinstance(error, HeaderError):
        return FieldProblem(error.detail, header=error.pointer)
    if isinstance(error, ParameterError) or not has_body:
        return FieldProblem(error.detail, parameter=error.pointer.removeprefix("/"))
    return FieldProblem(error.detail, pointer=error.pointer)
