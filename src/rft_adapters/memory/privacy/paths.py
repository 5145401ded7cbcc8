"""Attributes of frozen values by path, as the rules name them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve

from rft_domain.bookings.reference import Reference
from rft_domain.privacy.columns import ERASED, With, nobodys_address
from rft_domain.privacy.scope import Scope
from rft_domain.shared.email import Email
from rft_domain.shared.phone import Phone

# what a value of one of these has inside is nothing without it
_INSIDE = (".typed", ".identity", ".e164")


def look(value: Any, path: str) -> Any:
    """``None`` where there is nothing on the way."""
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def put(value: Any, path: str, new: object) -> Any:
    head, _, tail = path.partition(".")
    return evolve(value, **{head: put(getattr(value, head), tail, new) if tail else new})


def emptied(value: Any, path: str) -> Any:
    for ending in _INSIDE:
        path = path.removesuffix(ending)
    return put(value, path, None)


def plain(value: Any, column: str) -> Any:
    """As a column has it."""
    if isinstance(value, Email):
        return value.identity if column.endswith("identity") else value.typed
    if isinstance(value, Phone):
        return value.e164
    return value


_CONSTANTS: Mapping[With, object] = {
    With.WORD: ERASED,
    With.BLANK: "",
    With.ZERO: 0,
    With.FALSE: False,
    With.BYTES: b"",
    With.LIST: (),
    With.NOTHING: None,
}


def stand_in(kind: With, present: Any, *, id: Any, scope: Scope, now: datetime) -> object:
    """What comes in the place of ``present``, in the row with that id."""
    match kind:
        case With.ADDRESS:
            return nobodys_address(id)
        case With.INACTIVE:
            return type(present)("inactive")
        case With.NOW:
            return now
        case With.NEXT:
            return present + 1
        case With.REFERENCE:
            return Reference(scope.references[id]).symbols
    return _CONSTANTS[kind]
