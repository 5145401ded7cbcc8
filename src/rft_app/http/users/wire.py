"""Users on the wire (http.md)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from rft_domain.customers.customer import CustomerStatus
from rft_domain.customers.profile import CustomerType
from rft_domain.identity.user import Role, UserStatus
from rft_domain.insights.people import PersonSort

from ..bookings.wire import BookingAnswer
from ..wire import AmountText, Count, Cursor, EmailText, Limit, MoneyAnswer, Name, PhoneText

Instant = Annotated[datetime, Meta(tz=True)]


class UserBody(Struct, forbid_unknown_fields=True):
    """A user to register, without a password. Staff roles are for superusers to give."""

    email: EmailText
    first_name: Name
    last_name: Name
    phone: PhoneText | None = None
    role: Role = Role.CUSTOMER


class UserChangeBody(Struct, forbid_unknown_fields=True):
    """All of a user that is changed here."""

    first_name: Name
    last_name: Name
    phone: PhoneText | None = None
    is_organizer: bool = False


class RoleBody(Struct, forbid_unknown_fields=True):
    """The role to give."""

    role: Role


class UserAnswer(Struct):
    """A user. `locked_until` is set while log-in is refused after repeated failures."""

    id: UUID
    email: str
    phone: str | None
    first_name: str
    last_name: str
    role: Role
    is_organizer: bool
    email_verified: bool
    phone_verified: bool
    status: UserStatus
    is_active: bool
    customer_id: UUID | None
    has_password: bool
    last_login_at: Instant | None
    failed_login_count: int
    locked_until: Instant | None
    created_at: Instant
    updated_at: Instant
    created_by: UUID | None
    version: Annotated[int, Meta(ge=1)]


class CustomerAnswer(Struct):
    """The customer that a user is a member of, with its figures."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    phone: str | None
    mobile: str | None
    date_of_birth: date | None
    address_line_1: str | None
    address_line_2: str | None
    city: str | None
    county: str | None
    postcode: str | None
    country: str
    company: str | None
    company_role: str | None
    department: str | None
    vat_number: str | None
    customer_type: CustomerType
    status: CustomerStatus
    total_bookings: int
    total_spent: MoneyAnswer
    first_booking_at: Instant | None
    last_booking_at: Instant | None
    customer_since: Instant
    last_activity_at: Instant
    version: Annotated[int, Meta(ge=1)]


class PersonAnswer(Struct):
    """A user, their customer, and its latest bookings (ten at most)."""

    user: UserAnswer
    customer: CustomerAnswer | None
    recent_bookings: list[BookingAnswer]


class ActivityAnswer(Struct):
    """What happened; `entity` and `entity_id` say to what, `ip` and `user_agent` from where it was asked for."""

    id: UUID
    at: Instant
    type: str
    text: str
    customer_id: UUID | None
    user_id: UUID | None
    entity: str
    entity_id: UUID
    ip: str | None
    user_agent: str | None


class FiguresAnswer(Struct):
    """The customer that a user is a member of, in figures."""

    id: UUID
    customer_type: CustomerType
    company: str | None
    total_bookings: int
    total_spent: MoneyAnswer
    first_booking_at: Instant | None
    last_booking_at: Instant | None
    customer_since: Instant
    last_activity_at: Instant


class ListedUserAnswer(UserAnswer):
    """A user, and their customer in figures."""

    customer: FiguresAnswer | None


class StatusWanted(StrEnum):
    """A status of users, or any."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"
    ANY = "any"

    @property
    def status(self) -> UserStatus | None:
        return None if self is StatusWanted.ANY else UserStatus(self.value)


class UsersQuery(Struct, forbid_unknown_fields=True):
    """Who has no customer has booked and spent nothing, and was never active. `sort` with a `-` is downwards."""

    search: (
        Annotated[
            str,
            Meta(
                max_length=200,
                description="Parts of names, e-mail address or phone, in any case, with or without accents; all must "
                "be found.",
            ),
        ]
        | UnsetType
    ) = UNSET
    role: Role | UnsetType = UNSET
    status: Annotated[StatusWanted, Meta(description="Without it, active users.")] = StatusWanted.ACTIVE
    customer_type: CustomerType | UnsetType = UNSET
    active_from: Annotated[datetime, Meta(tz=True, description="Last active at or after.")] | UnsetType = UNSET
    active_to: Annotated[datetime, Meta(tz=True, description="Last active before.")] | UnsetType = UNSET
    min_spent: AmountText | UnsetType = UNSET
    min_bookings: Annotated[int, Meta(ge=0, le=999_999_999)] | UnsetType = UNSET
    marketing: bool | UnsetType = UNSET
    sms: bool | UnsetType = UNSET
    newsletter: bool | UnsetType = UNSET
    course_id: (
        Annotated[UUID, Meta(description="Whose customer has a booking on this course that is not cancelled.")]
        | UnsetType
    ) = UNSET
    sort: PersonSort = PersonSort.CREATED_AT_DOWN
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False


class OfUserQuery(Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
