"""One line of an export as it is staged, and as COPY takes it."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from attrs import fields, frozen

LOADED, THERE, QUARANTINED = "loaded", "already-there", "quarantined"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@frozen(kw_only=True)
class Staged:
    """``raw`` is the line as written, without its end. Where ``reason`` is set, only the first fields are.

    ``session_reason``: why its session could not be made, should it not be there. ``addressed``: ``identity`` is a
    real address. ``attendees``: first name, last name, address, its identity, whether primary. ``searched``: the text
    in which words are looked for.
    """

    line: int
    raw: bytes
    outcome: str = LOADED
    reason: str | None = None
    fields: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    session_reason: str | None = None
    session_fields: tuple[str, ...] = ()
    digest: str | None = None
    booking_id: UUID | None = None
    old_id: str | None = None
    old_reference: str | None = None
    reference: str | None = None
    session_id: UUID | None = None
    course_id: UUID | None = None
    course_name: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    venue: str | None = None
    email: str | None = None
    identity: str | None = None
    addressed: bool = False
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    company: str | None = None
    status: str | None = None
    attendance: str | None = None
    payment_status: str | None = None
    unit: Decimal | None = None
    total: Decimal | None = None
    discount: Decimal | None = None
    final: Decimal | None = None
    code_rate: Decimal = Decimal(0)
    created_at: datetime | None = None
    seats: int = 0
    attendees: Sequence[Sequence[object]] | None = None
    searched: str | None = None

    @classmethod
    def refused(cls, line: int, raw: bytes, reason: str, pointers: Sequence[str]) -> "Staged":
        return cls(line=line, raw=raw, outcome=QUARANTINED, reason=reason, fields=tuple(pointers))


COLUMNS = tuple(attribute.name for attribute in fields(Staged))


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if not value.isprintable() or "\\" in value else value


# codes and JSON pointers: nothing in them wants quotes
_WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: _text,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: f"\\\\x{value.hex()}",
    datetime: datetime.isoformat,
    tuple: lambda value: "{" + ",".join(value) + "}",
    list: lambda value: _text(json.dumps(value)),
    int: str,
    Decimal: str,
    UUID: str,
}
_VALUES = attrgetter(*COLUMNS)


def copy_text(batch: str, rows: Sequence[Staged]) -> bytes:
    """COPY's text format: the batch, then :data:`COLUMNS`."""
    first = _text(batch)
    lines = ["\t".join([first, *[_WRITTEN[type(value)](value) for value in _VALUES(row)]]) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()
