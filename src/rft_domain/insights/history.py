"""Insights as a fold over bookings: the definition that every other way of counting is held against (product.md B14).

What is counted stands: it was not cancelled. A month is one by the clock in London: what was booked at 23:30 UTC on
31 May was booked in June.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

from ..bookings.attendee import Attendance
from ..bookings.booking import Booking, BookingStatus
from ..catalogue.course import Course
from ..shared.ids import CustomerId
from ..shared.money import ZERO, Money
from ..shared.period import instant
from .insights import CourseShare, Insights, Month

LONDON = ZoneInfo("Europe/London")


@frozen(kw_only=True)
class Booked:
    """A booking, and the course of the session that it is on now."""

    booking: Booking
    course: Course


@frozen(kw_only=True)
class Span:
    """Bookings made at or after ``from_`` and before ``to``; ``None`` is no bound."""

    from_: datetime | None = field(default=None, validator=instant)
    to: datetime | None = field(default=None, validator=instant)

    def holds(self, at: datetime) -> bool:
        return (self.from_ is None or at >= self.from_) and (self.to is None or at < self.to)


def month_of(at: datetime) -> date:
    """The first day of its month in London."""
    return at.astimezone(LONDON).date().replace(day=1)


def insights_of(history: Iterable[Booked], span: Span = Span(), *, top: int = 5) -> Insights:
    """Of all that was ever booked, what ``span`` holds; the rest says who had booked before."""
    ever = list(history)
    standing = [one for one in ever if one.booking.status is not BookingStatus.CANCELLED]
    firsts = {id: at for id, at in _firsts(standing).items() if span.holds(at)}
    within = [one for one in ever if span.holds(one.booking.created_at)]
    counted = [one.booking for one in standing if span.holds(one.booking.created_at)]
    mine = _by_customer(counted)
    marks = Counter(seat.attendance for booking in counted for seat in booking.standing)
    return Insights(
        bookings=len(counted),
        cancelled=len(within) - len(counted),
        spent=_spent(counted),
        seats=marks.total(),
        attended=marks[Attendance.ATTENDED],
        no_shows=marks[Attendance.NO_SHOW],
        customers=len(mine),
        new_customers=len(firsts),
        spent_by_customers=sum((_spent(bookings) for bookings in mine.values()), ZERO),
        repeats=sum(len(bookings) - 1 for bookings in mine.values()),
        waited=sum(map(_waited, mine.values()), timedelta()),
        courses=_courses([one for one in standing if span.holds(one.booking.created_at)])[:top],
        months=_months(counted, firsts),
    )


def _spent(bookings: Iterable[Booking]) -> Money:
    return sum((booking.price.final for booking in bookings), ZERO)


def _by_customer(bookings: Iterable[Booking]) -> dict[CustomerId, list[Booking]]:
    found: dict[CustomerId, list[Booking]] = defaultdict(list)
    for booking in bookings:
        if booking.customer_id is not None:
            found[booking.customer_id].append(booking)
    return found


def _firsts(standing: Iterable[Booked]) -> dict[CustomerId, datetime]:
    mine = _by_customer(one.booking for one in standing)
    return {customer_id: min(booking.created_at for booking in bookings) for customer_id, bookings in mine.items()}


def _waited(bookings: Sequence[Booking]) -> timedelta:
    made = [booking.created_at for booking in bookings]
    return max(made) - min(made)


def _courses(booked: Iterable[Booked]) -> tuple[CourseShare, ...]:
    """Most bookings first, then most spent, then by code."""
    found: dict[Course, list[Booking]] = defaultdict(list)
    for one in booked:
        found[one.course].append(one.booking)
    shares = [
        CourseShare(
            course_id=course.id,
            code=course.terms.code,
            title=course.terms.title,
            bookings=len(bookings),
            spent=_spent(bookings),
        )
        for course, bookings in found.items()
    ]
    return tuple(sorted(shares, key=lambda share: (-share.bookings, -share.spent.amount, share.code)))


def _months(counted: Iterable[Booking], firsts: dict[CustomerId, datetime]) -> tuple[Month, ...]:
    """In order; a month without bookings is left out."""
    found: dict[date, list[Booking]] = defaultdict(list)
    for booking in counted:
        found[month_of(booking.created_at)].append(booking)
    return tuple(_month(month, found[month], firsts) for month in sorted(found))


def _month(month: date, bookings: Sequence[Booking], firsts: dict[CustomerId, datetime]) -> Month:
    mine = _by_customer(bookings)
    return Month(
        month=month,
        bookings=len(bookings),
        spent=_spent(bookings),
        customers=len(mine),
        new_customers=sum(1 for id in mine if id in firsts and month_of(firsts[id]) == month),
    )
