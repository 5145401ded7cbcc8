"""Bookings on the wire (http.md)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as wire_field

from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.booking import MOST_ATTENDEES, BookingStatus, PaymentStatus

from ..wire import Count, Cursor, EmailText, Instant, Limit, MoneyAnswer, Name, OptionalEmailText, PhoneText

ReferenceText = Annotated[str, Meta(pattern="^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$", examples=["K7QM-9XDR-T4WA"])]


class ContactBody(Struct, forbid_unknown_fields=True):
    """Whom to write to about the booking."""

    email: EmailText
    first_name: Name
    last_name: Name
    phone: PhoneText | None = None
    company: Annotated[str, Meta(max_length=200)] | None = None


class AttendeeBody(Struct, forbid_unknown_fields=True):
    """A person who takes a seat."""

    first_name: Name
    last_name: Name
    email: OptionalEmailText | None = None
    special_requirements: Annotated[str, Meta(max_length=1000)] | None = None


class BookingBody(Struct, forbid_unknown_fields=True):
    """A booking to make. `provisional` and `allow_past` are for staff."""

    contact: ContactBody
    attendees: Annotated[list[AttendeeBody], Meta(min_length=1, max_length=MOST_ATTENDEES)]
    discount_code: Annotated[str, Meta(max_length=64)] | None = None
    provisional: Annotated[bool, Meta(description="Waits for confirmation (staff).")] = False
    allow_past: Annotated[bool, Meta(description="Books a session that has started (staff).")] = False


class MoveBody(Struct, forbid_unknown_fields=True):
    """Where the booking goes."""

    session_id: UUID


class ContactAnswer(Struct):
    email: str
    first_name: str
    last_name: str
    phone: str | None
    company: str | None


class AttendeeAnswer(Struct, kw_only=True):
    """`email` and `special_requirements` are absent where they are withheld from the caller, the latter also where
    there are none.
    """

    id: UUID
    first_name: str
    last_name: str
    email: str | UnsetType | None = UNSET
    is_primary: bool
    attendance: Attendance
    special_requirements: str | UnsetType = UNSET


class PriceAnswer(Struct):
    """`final` is `total` less `discount`; `vat` is the part of `final` that is VAT."""

    unit: MoneyAnswer
    total: MoneyAnswer
    discount: MoneyAnswer
    final: MoneyAnswer
    vat: MoneyAnswer


class BookingAnswer(Struct, kw_only=True):
    """A booking with the attendees that stand. What is withheld from the caller is absent: an instructor sees no
    reference, customer, contact and price; a guest of the portal sees reference, contact and attendees of the booking
    whose reference they gave.
    """

    id: UUID
    reference: ReferenceText | UnsetType = UNSET
    status: BookingStatus
    session_id: UUID
    customer_id: UUID | UnsetType | None = UNSET
    booked_by: UUID | UnsetType | None = UNSET
    contact: ContactAnswer | UnsetType = UNSET
    attendees: list[AttendeeAnswer] | UnsetType = UNSET
    price: PriceAnswer | UnsetType = UNSET
    payment_status: PaymentStatus | UnsetType = UNSET
    created_at: Instant
    version: Annotated[int, Meta(ge=1)]


class BookingsQuery(Struct, forbid_unknown_fields=True):
    search: (
        Annotated[
            str,
            Meta(
                max_length=200,
                description="Parts of the reference, the contact or who attends, in any case, with or without accents; "
                "all must be found.",
            ),
        ]
        | UnsetType
    ) = UNSET
    customer_id: UUID | UnsetType = UNSET
    session_id: UUID | UnsetType = UNSET
    status: BookingStatus | UnsetType = UNSET
    from_: Annotated[datetime, Meta(tz=True, description="Booked at or after.")] | UnsetType = wire_field(
        default=UNSET, name="from"
    )
    to: Annotated[datetime, Meta(tz=True, description="Booked before.")] | UnsetType = UNSET
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
