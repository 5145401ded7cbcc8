"""A booking as far as somebody may see it. Every answer about bookings is made of this."""

from datetime import datetime

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import Subject
from ..access.fields import MADE, Field, fields
from ..shared.email import Email
from ..shared.ids import AttendeeId, BookingId, CustomerId, SessionId, UserId
from .attendee import Attendance, Attendee
from .booking import Booking, BookingStatus, PaymentStatus
from .contact import Contact
from .pricing import Price
from .reference import Reference


@frozen(kw_only=True)
class AttendeeView:
    id: AttendeeId
    first_name: str
    last_name: str
    email: Email | None
    special_requirements: str | None
    is_primary: bool
    attendance: Attendance


@frozen(kw_only=True)
class BookingView:
    """With the attendees that stand. What is not among the ``shown`` fields is ``None``, whatever it is,
    or empty.

    ``seats`` this booking holds on its session.
    """

    shown: frozenset[Field]
    id: BookingId
    session_id: SessionId
    status: BookingStatus
    seats: int
    attendees: tuple[AttendeeView, ...]
    reference: Reference | None
    customer_id: CustomerId | None
    booked_by: UserId | None
    contact: Contact | None
    price: Price | None
    payment_status: PaymentStatus | None
    created_at: datetime
    version: int


def seen_by(booking: Booking, actor: Actor) -> BookingView:
    """What ``actor`` sees of a booking that they may see."""
    subject = Subject(customer_id=booking.customer_id, booking_id=booking.id)
    return _view(booking, fields(actor, subject))


def as_made(booking: Booking, actor: Actor) -> BookingView:
    """What ``actor`` is answered who has just made it."""
    return _view(booking, MADE)


def _view(booking: Booking, shown: frozenset[Field]) -> BookingView:
    of_customer, priced, named = Field.CUSTOMER in shown, Field.PRICE in shown, Field.ATTENDEES in shown
    return BookingView(
        shown=shown,
        id=booking.id,
        session_id=booking.session_id,
        status=booking.status,
        seats=booking.seats,
        attendees=tuple(_attendee_view(attendee, shown) for attendee in booking.standing if named),
        reference=booking.reference if Field.REFERENCE in shown else None,
        customer_id=booking.customer_id if of_customer else None,
        booked_by=booking.booked_by if of_customer else None,
        contact=booking.contact if Field.CONTACT in shown else None,
        price=booking.price if priced else None,
        payment_status=booking.payment_status if priced else None,
        created_at=booking.created_at,
        version=booking.version,
    )


def _attendee_view(attendee: Attendee, shown: frozenset[Field]) -> AttendeeView:
    details = attendee.details
    return AttendeeView(
        id=attendee.id,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email if Field.ATTENDEE_EMAIL in shown else None,
        special_requirements=details.special_requirements if Field.SPECIAL_REQUIREMENTS in shown else None,
        is_primary=attendee.is_primary,
        attendance=attendee.attendance,
    )
