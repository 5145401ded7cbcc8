"""The oracle's memory: dicts of plain values. Nothing here comes from the domain it judges.

Each operation checks first and raises :class:`Refused` with the code that the domain must give; else it returns what
follows, a function that is told what was made, because only the adapter knows the new ids.
"""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import define, field, frozen

Row = dict[str, Any]
Then = Callable[[Row], None]

OFFICE = ("admin", "superuser", "system")
MEMBERS = ("customer", "organiser")
GUESTS = ("portal_guest", "proven_guest")


class Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@frozen
class Who:
    kind: str
    user: UUID | None
    customer: UUID | None

    @property
    def in_office(self) -> bool:
        return self.kind in OFFICE


@define
class Model:
    """Amounts are pence, rates are hundredths of a per cent."""

    now: datetime
    courses: dict[UUID, Row] = field(factory=dict)
    sessions: dict[UUID, Row] = field(factory=dict)
    bookings: dict[UUID, Row] = field(factory=dict)
    users: dict[UUID, Row] = field(factory=dict)
    customers: dict[UUID, Row] = field(factory=dict)
    discounts: dict[str, tuple[int, datetime]] = field(factory=dict)
    """Rate, and the instant from which it is over."""


def fold(address: str) -> str:
    return unicodedata.normalize("NFC", address).lower()


def deny(who: Who) -> None:
    raise Refused("unauthenticated" if who.kind == "anonymous" else "forbidden")


def office_only(who: Who) -> None:
    if not who.in_office:
        deny(who)


def find(rows: dict[UUID, Row], id: UUID) -> Row:
    if id not in rows:
        raise Refused("not-found")
    return rows[id]


def by_address(rows: dict[UUID, Row], address: str) -> UUID | None:
    return next((id for id, row in rows.items() if fold(row["email"]) == fold(address)), None)
