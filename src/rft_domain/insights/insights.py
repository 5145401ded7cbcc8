"""What the history says of one customer, or of all (product.md B14): what was counted, and what follows from it.

Adapters count; every quotient is worked out here, once. There are no certificates yet, so none expires here.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from attrs import frozen

from ..shared.ids import CourseId
from ..shared.money import ZERO, Money

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_YEAR = timedelta(days=365, hours=6)


@frozen(kw_only=True)
class CourseShare:
    """How often one course was booked, and for how much."""

    course_id: CourseId
    code: str
    title: str
    bookings: int
    spent: Money


@frozen(kw_only=True)
class Month:
    """``month`` is its first day. A customer is new in the month of their first booking that stands, and only there:
    nowhere, where that was before the span that was asked for.
    """

    month: date
    bookings: int
    spent: Money
    customers: int
    new_customers: int

    @property
    def returning_customers(self) -> int:
        return self.customers - self.new_customers


@frozen(kw_only=True)
class Insights:
    """Of the bookings that stand, but for ``cancelled``.

    ``customers`` and what follows from them leave out bookings that are linked to nobody. ``repeats`` counts every
    booking of a customer but the first, ``waited`` is the time from the first to the last, added up over customers.
    """

    bookings: int = 0
    cancelled: int = 0
    spent: Money = ZERO
    seats: int = 0
    attended: int = 0
    no_shows: int = 0
    customers: int = 0
    new_customers: int = 0
    spent_by_customers: Money = ZERO
    repeats: int = 0
    waited: timedelta = timedelta()
    courses: tuple[CourseShare, ...] = ()
    months: tuple[Month, ...] = ()

    @property
    def returning_customers(self) -> int:
        """Who had booked before."""
        return self.customers - self.new_customers

    @property
    def average_booking_value(self) -> Money | None:
        """Half-up to the penny."""
        return _mean(self.spent, self.bookings)

    @property
    def lifetime_value(self) -> Money | None:
        """What a customer has spent so far: their past value, no forecast (V. Kumar, Customer Lifetime Value,
        Foundations and Trends in Marketing 2:1, 2008). Of several customers the mean, half-up to the penny.
        """
        return _mean(self.spent_by_customers, self.customers)

    @property
    def no_show_rate(self) -> Decimal | None:
        """Of the seats that were marked, the part where nobody came; four places."""
        marked = self.attended + self.no_shows
        return _rounded(Fraction(self.no_shows, marked), "0.0001") if marked else None

    @property
    def days_between_bookings(self) -> Decimal | None:
        """From one booking of a customer to the next, on average; one place. ``None`` where nobody booked twice."""
        if not self.repeats:
            return None
        return _rounded(Fraction(self.waited // _MICROSECOND, self.repeats * (_DAY // _MICROSECOND)), "0.1")

    @property
    def bookings_per_year(self) -> Decimal | None:
        """At that pace, in a year of 365.25 days; one place. ``None`` also where all were made at one moment."""
        if not self.repeats or not self.waited:
            return None
        return _rounded(Fraction(self.repeats * (_YEAR // _MICROSECOND), self.waited // _MICROSECOND), "0.1")


def _mean(total: Money, count: int) -> Money | None:
    if not count:
        return None
    return Money(_rounded(Fraction(int(total.amount * 100), 100 * count), "0.01"))


def _rounded(value: Fraction, to: str) -> Decimal:
    """Half-up, exactly: nothing is rounded twice. ``value`` is not negative."""
    step = Decimal(to)
    steps = (value / Fraction(step) * 2 + 1) // 2
    return (Decimal(steps) * step).quantize(step, ROUND_HALF_UP)
