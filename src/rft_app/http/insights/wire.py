"""Insights on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as wire_field

from rft_domain.insights.queries import MOST_COURSES

from ..wire import Instant, MoneyAnswer

Top = Annotated[int, Meta(ge=1, le=MOST_COURSES, description="How many courses are named.")]
MonthText = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$", description="In London.", examples=["2026-06"])]
Places = Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]+$", description="A decimal number.", examples=["30.5"])]


class CustomerInsightsQuery(Struct, forbid_unknown_fields=True):
    top: Top = 5


class OverallInsightsQuery(Struct, forbid_unknown_fields=True):
    from_: Annotated[datetime, Meta(tz=True, description="Booked at or after.")] | UnsetType = wire_field(
        name="from", default=UNSET
    )
    to: Annotated[datetime, Meta(tz=True, description="Booked before.")] | UnsetType = UNSET
    top: Top = 5


class CourseShareAnswer(Struct):
    """How often a course was booked, and for how much."""

    course_id: UUID
    code: str
    title: str
    bookings: int
    spent: MoneyAnswer


class MonthAnswer(Struct):
    """What was booked in one month. Months without bookings are left out."""

    month: MonthText
    bookings: int
    spent: MoneyAnswer


class MonthOfAllAnswer(Struct):
    """What was booked in one month, and by how many customers for the first time."""

    month: MonthText
    bookings: int
    spent: MoneyAnswer
    customers: int
    new_customers: int
    returning_customers: int


class CustomerInsightsAnswer(Struct):
    """A customer's figures, and what their bookings say. All but `cancelled_bookings` is of the bookings that stand.

    `lifetime_value` is what was spent so far. `no_show_rate` is of the seats that were marked.
    """

    customer_id: UUID
    total_bookings: int
    total_spent: MoneyAnswer
    first_booking_at: Instant | None
    last_booking_at: Instant | None
    customer_since: Instant
    last_activity_at: Instant
    cancelled_bookings: int
    average_booking_value: MoneyAnswer | None
    lifetime_value: MoneyAnswer | None
    seats: int
    attended: int
    no_shows: int
    no_show_rate: Places | None
    days_between_bookings: Places | None
    bookings_per_year: Places | None
    preferred_courses: list[CourseShareAnswer]
    months: list[MonthAnswer]


class OverallInsightsAnswer(Struct):
    """What all bookings of a span of time say. All but `cancelled_bookings` is of the bookings that stand.

    `lifetime_value` is what a customer has spent in it, on average. `days_between_bookings` is the mean from one
    booking of a customer to the next. Returning customers had booked before.
    """

    total_bookings: int
    total_spent: MoneyAnswer
    cancelled_bookings: int
    average_booking_value: MoneyAnswer | None
    lifetime_value: MoneyAnswer | None
    customers: int
    new_customers: int
    returning_customers: int
    seats: int
    attended: int
    no_shows: int
    no_show_rate: Places | None
    days_between_bookings: Places | None
    bookings_per_year: Places | None
    preferred_courses: list[CourseShareAnswer]
    months: list[MonthOfAllAnswer]
