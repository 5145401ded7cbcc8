"""Discount codes: table, rows and repository."""

from collections.abc import Iterable

from sqlalchemy import Column, Table, Text, bindparam, select

from rft_domain.bookings.pricing import Discount
from rft_domain.shared.changes import Pair

from .flush import Part, Row
from .forms import inserting
from .link import Link
from .metadata import METADATA, at, check, rate
from .query import query

DISCOUNTS = Table(
    "discounts",
    METADATA,
    Column("code", Text, primary_key=True),
    rate("rate"),
    at("valid_from", nullable=True),
    at("valid_until", nullable=True),
    check("rate", "rate > 0 AND rate <= 1"),
    schema="bookings",
)

_INSERT = inserting(DISCOUNTS)
_BY_CODE = query(select(*DISCOUNTS.columns).where(DISCOUNTS.c.code == bindparam("code")))


def to_row(discount: Discount) -> Row:
    return (discount.code, discount.rate, discount.valid_from, discount.valid_until)


def from_row(row: Row) -> Discount:
    return Discount(code=row[0], rate=row[1], valid_from=row[2], valid_until=row[3])


class DiscountRepository:
    """The bookings slice's ``Discounts``."""

    __slots__ = ("_added", "_link", "_made")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Discount] = []
        self._made: list[Discount] = []

    def find(self, code: str) -> Discount | None:
        rows = self._link.rows(_BY_CODE, {"code": code})
        return from_row(rows[0]) if rows else None

    def add(self, discount: Discount) -> None:
        self._added.append(discount)
        self._made.append(discount)

    def changed(self) -> Iterable[Pair]:
        return [(None, discount) for discount in self._made]

    def parts(self) -> list[Part]:
        if not self._added:
            return []
        added, self._added = self._added, []
        return [(_INSERT, [to_row(discount) for discount in added])]
