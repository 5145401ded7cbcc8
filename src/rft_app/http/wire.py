"""Shapes that every slice has on the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from rft_domain.shared.money import Money
from rft_domain.shared.paging import Page

T = TypeVar("T")

Instant = Annotated[datetime, Meta(tz=True)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
EmailText = Annotated[str, Meta(max_length=255, extra_json_schema={"format": "email"})]
# blank text means the same as null
OptionalEmailText = Annotated[
    str, Meta(max_length=255, extra_json_schema={"anyOf": [{"format": "email"}, {"maxLength": 0}]})
]
PhoneText = Annotated[
    str,
    Meta(max_length=40, description="As people type it; British unless it names a country.", examples=["07700 900123"]),
]
AmountText = Annotated[
    str,
    Meta(
        pattern=r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?$(?!\n)",
        description="A decimal amount in pounds, with at most two places.",
        extra={"rule": 'must be a decimal amount with at most two places, such as "75.00"'},
        examples=["75.00"],
    ),
]
Currency = Annotated[str, Meta(pattern="^GBP$", examples=["GBP"], extra={"rule": "must be GBP"})]


class MoneyBody(Struct, forbid_unknown_fields=True):
    """Money in a request."""

    amount: AmountText
    currency: Currency = "GBP"

    def money(self) -> Money:
        """Raises :class:`Invalid` at ``/amount`` or ``/currency``."""
        return Money.of(self.amount, self.currency)


class MoneyAnswer(Struct):
    """Money: a decimal amount as text, never a float."""

    amount: Annotated[str, Meta(pattern=r"^-?[0-9]+\.[0-9]{2}$", examples=["75.00"])]
    currency: Annotated[str, Meta(examples=["GBP"])]

    @classmethod
    def of(cls, money: Money) -> "MoneyAnswer":
        return cls(str(money.amount), money.currency)


class NoQuery(Struct, forbid_unknown_fields=True):
    """No query parameters."""


Limit = Annotated[int, Meta(ge=1, le=200, description="The most items on the page.")]
# a title of 200 characters, each of which JSON writes in twelve
Cursor = Annotated[str, Meta(max_length=4000, description="`next_cursor` of the page before.")]
Count = Annotated[bool, Meta(description="Also count all items, as `total`.")]


class ListAnswer(Struct, Generic[T]):
    """A page of a list; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None
    total: Annotated[int, Meta(ge=0)] | UnsetType = UNSET

    @classmethod
    def of(cls, page: Page[T]) -> "ListAnswer[T]":
        return cls(list(page.items), page.next_cursor, UNSET if page.total is None else page.total)


class FieldProblem(Struct, omit_defaults=True):
    """One broken rule. Exactly one of `pointer` (into the body), `parameter` (of the query) and `header` says where."""

    detail: str
    pointer: Annotated[str, Meta(description="JSON pointer into the body (RFC 6901)")] | UnsetType = UNSET
    parameter: Annotated[str, Meta(description="name of the query parameter")] | UnsetType = UNSET
    header: Annotated[str, Meta(description="name of the header")] | UnsetType = UNSET


class Problem(Struct, omit_defaults=True):
    """What was refused and why (RFC 9457)."""

    type: Annotated[
        str, Meta(description="Address of a page about this kind of problem", examples=["/problems/session-full"])
    ]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    code: Annotated[str, Meta(description="Stable and machine-readable", examples=["session-full"])]
    request_id: str
    errors: Annotated[list[FieldProblem], Meta(description="Every field found wrong")] | UnsetType = UNSET


def rate_text(rate: Decimal) -> str:
    """At least two places, no idle zeros: ``0.20``, ``0.125``."""
    short = rate.normalize()
    exponent = short.as_tuple().exponent
    return f"{short:f}" if isinstance(exponent, int) and exponent < -2 else f"{rate:.2f}"
