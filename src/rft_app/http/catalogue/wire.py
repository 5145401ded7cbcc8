"""Courses and sessions on the wire (http.md)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as wire_field

from rft_domain.catalogue.session import CAPACITY_LIMIT, SessionStatus

from ..wire import Count, Cursor, Instant, Limit, MoneyAnswer, MoneyBody

Rate = Annotated[
    str,
    Meta(
        pattern=r"^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$(?!\n)",
        description="A part of the whole: 0.20 is twenty per cent.",
        examples=["0.20"],
        extra={"rule": 'must be a rate from 0 to 1 with at most four places, such as "0.20"'},
    ),
]
Notes = Annotated[str, Meta(max_length=10_000)]
Code = Annotated[
    str,
    Meta(
        pattern="^[A-Z0-9][A-Z0-9-]{0,31}$",
        examples=["EFAW"],
        extra={"rule": "must be 1 to 32 capital letters, digits and hyphens"},
    ),
]
Capacity = Annotated[int, Meta(ge=1, le=CAPACITY_LIMIT)]


class CourseBody(Struct, forbid_unknown_fields=True):
    """All of a course that may change. `price` includes VAT."""

    code: Code
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    price: MoneyBody
    description: Annotated[str, Meta(max_length=10_000)] = ""
    vat_rate: Rate = "0.20"
    certificate_months: Annotated[int, Meta(ge=1, le=600)] | None = None
    active: bool = True


class CourseAnswer(Struct):
    id: UUID
    code: str
    title: str
    description: str
    price: MoneyAnswer
    vat_rate: Annotated[str, Meta(examples=["0.20"])]
    certificate_months: int | None
    active: bool
    created_at: Instant
    version: Annotated[int, Meta(ge=1)]


class SessionBody(Struct, forbid_unknown_fields=True):
    """All of a session that may change. `price` null means the course's price."""

    course_id: UUID
    starts_at: Instant
    ends_at: Instant
    venue: Annotated[str, Meta(min_length=1, max_length=500)]
    capacity: Capacity
    time_zone: Annotated[str, Meta(max_length=100, examples=["Europe/London"])] = "Europe/London"
    price: MoneyBody | None = None
    instructor_ids: Annotated[list[UUID], Meta(max_length=50)] = []
    notes: Notes | UnsetType = UNSET


class SessionChangeBody(SessionBody):
    """All of a session that may change, its status too. `status` and `notes` stay as they are where they are left out;
    what else is left out goes back to its default.
    """

    status: SessionStatus | UnsetType = UNSET


class SessionAnswer(Struct):
    """A session on sale. `price` is what a seat costs, VAT included."""

    id: UUID
    course_id: UUID
    course_title: str
    starts_at: Instant
    ends_at: Instant
    time_zone: str
    venue: str
    status: SessionStatus
    capacity: int
    seats_left: int
    price: MoneyAnswer


class ManagedSessionAnswer(Struct):
    """A session as its managers see it. `price` is its own, null where the course's holds; `effective_price` is what
    a seat costs.
    """

    id: UUID
    course_id: UUID
    course_title: str
    starts_at: Instant
    ends_at: Instant
    time_zone: str
    venue: str
    capacity: int
    price: MoneyAnswer | None
    instructor_ids: list[UUID]
    notes: str
    status: SessionStatus
    effective_price: MoneyAnswer
    seats_taken: int
    seats_left: int
    version: Annotated[int, Meta(ge=1)]


class CoursesQuery(Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False


class SessionsQuery(Struct, forbid_unknown_fields=True):
    course_id: UUID | UnsetType = UNSET
    from_: Annotated[datetime, Meta(tz=True, description="Starts at or after.")] | UnsetType = wire_field(
        default=UNSET, name="from"
    )
    to: Annotated[datetime, Meta(tz=True, description="Starts before.")] | UnsetType = UNSET
    available: Annotated[bool, Meta(description="Only sessions with seats left.")] = False
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
