"""What only the edge can refuse: the shape of a request, before anybody reads what it wants."""

from rft_domain.shared.errors import Busy, FieldError, Invalid, NotFound, RftError


class ParameterError(FieldError):
    """A query parameter that breaks a rule; ``pointer`` is its name."""


class HeaderError(FieldError):
    """A header that breaks a rule; ``pointer`` is its name."""


class Malformed(RftError):
    """Not readable at all: nothing is known about its fields."""

    code = "malformed"
    message = "The request cannot be read."


class MalformedJson(Malformed):
    code = "malformed-json"
    message = "The body is not JSON in UTF-8."


class MalformedIfMatch(Malformed):
    code = "malformed-if-match"
    message = 'If-Match must be an entity tag in double quotes, such as "3", a list of them, or *.'


class PreconditionRequired(RftError):
    code = "precondition-required"
    message = "Send If-Match with the ETag that you have read."


class UnsupportedMediaType(RftError):
    code = "unsupported-media-type"
    message = "The body must be application/json."


class BodyTooLarge(RftError):
    code = "body-too-large"
    message = "The body is larger than 1 MiB."


class MethodNotAllowed(RftError):
    code = "method-not-allowed"
    message = "This address does not answer to this method."


class NotReady(Busy):
    code = "not-ready"
    message = "The service cannot reach its data at the moment."


class InternalError(RftError):
    code = "internal-error"
    message = "Something went wrong on our side."


def invalid_header(name: str, detail: str) -> Invalid:
    return Invalid((HeaderError(name, detail),))


__all__ = [
    "BodyTooLarge",
    "HeaderError",
    "InternalError",
    "Malformed",
    "MalformedIfMatch",
    "MalformedJson",
    "MethodNotAllowed",
    "NotFound",
    "NotReady",
    "ParameterError",
    "PreconditionRequired",
    "UnsupportedMediaType",
    "invalid_header",
]
