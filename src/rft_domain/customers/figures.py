"""A customer's figures (product.md B4): always equal to a recount of the history.

``total_bookings`` and ``total_spent`` count the bookings that stand: every one that is not cancelled, at its final
amount. The dates tell when the customer booked, and what was cancelled later was booked all the same. Who had booked
before they were opened has been a customer since then. The definition, counted from the history, is
:mod:`rft_domain.insights.figures`.
"""

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from ..shared.money import ZERO, Money
from ..shared.period import instant


@frozen(kw_only=True)
class FiguresChange:
    """What one piece of news adds. Changes commute: they can be applied in any order, by any number of writers."""

    bookings: int = 0
    spent: Money = ZERO
    booked_at: datetime | None = field(default=None, validator=instant)
    active_at: datetime = field(validator=instant)

    def __add__(self, other: "FiguresChange") -> "FiguresChange":
        return FiguresChange(
            bookings=self.bookings + other.bookings,
            spent=self.spent + other.spent,
            booked_at=latest(self.booked_at, other.booked_at),
            active_at=max(self.active_at, other.active_at),
        )


@frozen(kw_only=True)
class Figures:
    total_bookings: int = 0
    total_spent: Money = ZERO
    first_booking_at: datetime | None = field(default=None, validator=instant)
    last_booking_at: datetime | None = field(default=None, validator=instant)
    customer_since: datetime = field(validator=instant)
    last_activity_at: datetime = field(validator=instant)

    @classmethod
    def opened(cls, now: datetime) -> "Figures":
        return cls(customer_since=now, last_activity_at=now)

    def after(self, change: FiguresChange) -> "Figures":
        return Figures(
            total_bookings=self.total_bookings + change.bookings,
            total_spent=self.total_spent + change.spent,
            first_booking_at=earliest(self.first_booking_at, change.booked_at),
            last_booking_at=latest(self.last_booking_at, change.booked_at),
            customer_since=earliest(self.customer_since, change.booked_at) or self.customer_since,
            last_activity_at=max(self.last_activity_at, change.active_at),
        )


def earliest(*instants: datetime | None) -> datetime | None:
    return min(_known(instants), default=None)


def latest(*instants: datetime | None) -> datetime | None:
    return max(_known(instants), default=None)


def _known(instants: Iterable[datetime | None]) -> list[datetime]:
    return [at for at in instants if at is not None]
