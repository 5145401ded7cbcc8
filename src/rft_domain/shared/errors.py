"""Everything that can be refused, drawn as one tree.

    RftError
    ├── Invalid            a value breaks a rule of its field
    ├── Unauthenticated    we do not know who is asking
    ├── Forbidden          we know, and the policy says no
    ├── NotFound           it is not there, or the caller may not know that it is
    ├── Conflict           the present state of things says no
    │   └── StaleWrite     somebody else was faster; running the use case again sees the truth
    ├── RuleBroken         a business rule says no, whatever the state of others
    ├── PreconditionFailed the caller acted on an old version
    ├── TooMany            asked too often; there is room again later
    └── Busy               nothing is wrong with the request; try again
        ├── Transient      rolled back by the store (serialization, deadlock); safe to run again
        └── OutcomeUnknown the connection was lost at commit; replay the idempotency key to learn

Each carries a stable ``code`` (kebab-case, never reused) and its facts. None knows HTTP, and none
carries personal data: facts are ids, names of fields, numbers and codes.
"""

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

Fact = str | int | None


class RftError(Exception):
    """The root. ``message`` is a sentence that is safe to show to anybody; ``facts`` are safe to log."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = "Something was refused."

    def __init__(self, message: str | None = None, /, **facts: Fact) -> None:
        super().__init__(message or self.message)
        self.facts: dict[str, Fact] = facts

    @property
    def detail(self) -> str:
        return str(self.args[0])


@frozen
class FieldError:
    """One broken rule: where (a JSON pointer into the input, RFC 6901) and which rule, never the value."""

    pointer: str
    detail: str


class Invalid(RftError):
    """A value breaks a rule of its field. ``errors`` names every field found wrong."""

    code = "invalid"
    message = "Some fields are not valid."

    def __init__(self, errors: Iterable[FieldError] = (), /, **facts: Fact) -> None:
        self.errors = tuple(errors)
        super().__init__(self._sentence(), **facts)

    def _sentence(self) -> str:
        if not self.errors:
            return self.message
        return "; ".join(f"{error.pointer or '/'}: {error.detail}" for error in self.errors)

    @classmethod
    def at(cls, pointer: str, detail: str) -> "Invalid":
        return cls((FieldError(pointer, detail),))

    def under(self, prefix: str) -> "Invalid":
        """The same errors, found one level deeper: ``/email`` under ``/contact`` is ``/contact/email``."""
        return type(self)(FieldError(prefix + error.pointer, error.detail) for error in self.errors)


class Unauthenticated(RftError):
    code = "unauthenticated"
    message = "Say who you are first."


class Forbidden(RftError):
    code = "forbidden"
    message = "You may not do this."


class NotFound(RftError):
    code = "not-found"
    message = "There is nothing here."


class Conflict(RftError):
    code = "conflict"
    message = "This cannot be done as things stand."


class StaleWrite(Conflict):
    """What the decision was taken on has changed. The runner runs the use case again."""

    code = "stale-write"
    message = "Somebody else changed this at the same moment. Try again."


class RuleBroken(RftError):
    code = "rule-broken"
    message = "A rule says no."


class PreconditionFailed(RftError):
    """The caller named a version (``If-Match``) that is no longer the present one."""

    code = "precondition-failed"
    message = "This was changed since you read it."


class TooMany(RftError):
    """``retry_after`` of its facts: whole seconds until there is room."""

    code = "too-many-requests"
    message = "Too many requests. Try again later."


class Busy(RftError):
    code = "busy"
    message = "Too busy at the moment. Try again."


class Transient(Busy):
    code = "transient"
    message = "The store rolled this back. Try again."


class OutcomeUnknown(Busy):
    code = "outcome-unknown"
    message = "The connection was lost while saving. Send the same request with the same key to learn the outcome."
