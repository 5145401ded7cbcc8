"""The old flow (product.md D8): the one place where camelCase is spoken."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, structs

from rft_domain.bookings.booking import MOST_ATTENDEES, Booking, BookingStatus
from rft_domain.bookings.use_cases.create_booking import CreateBooking
from rft_domain.shared.errors import FieldError, Invalid
from rft_domain.shared.ids import SessionId
from rft_domain.shared.phone import Phone

from ..endpoint import Call
from ..wire import EmailText, Instant, Name, OptionalEmailText
from .reading import booking_command
from .wire import AttendeeBody, BookingBody, ContactBody

_OLD_WORDS = {
    "contact": "contactDetails",
    "attendees": "participants",
    "first_name": "firstName",
    "last_name": "lastName",
}
OldPhone = Annotated[str, Meta(max_length=1000, examples=["07700 900123"])]
AmountAnswer = Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]{2}$", examples=["75.00"])]


class OldContactBody(Struct, forbid_unknown_fields=True, rename="camel"):
    """Whom to write to, in the old shape. A phone number that is none becomes null."""

    first_name: Name
    last_name: Name
    email: EmailText
    phone: OldPhone | int | float | None = None
    company: Annotated[str, Meta(max_length=200)] | None = None


class OldParticipantBody(Struct, forbid_unknown_fields=True, rename="camel"):
    first_name: Name
    last_name: Name
    email: OptionalEmailText | None = None


class OldBookingBody(Struct, forbid_unknown_fields=True, rename="camel"):
    """A booking in the old shape."""

    session_id: UUID
    contact_details: OldContactBody
    participants: Annotated[list[OldParticipantBody], Meta(min_length=1, max_length=MOST_ATTENDEES)]


class OldContactAnswer(Struct, rename="camel"):
    first_name: str
    last_name: str
    email: str
    phone: str | None
    company: str | None


class OldBookingAnswer(Struct, rename="camel"):
    """A booking in the old shape."""

    id: UUID
    booking_reference: str
    session_id: UUID
    user_id: UUID | None
    number_of_attendees: int
    total_amount: AmountAnswer
    discount_amount: AmountAnswer
    final_amount: AmountAnswer
    status: BookingStatus
    contact_details: OldContactAnswer
    created_at: Instant


def create_old(call: Call) -> CreateBooking:
    """Raises :class:`Invalid` in the words of the old shape."""
    body: OldBookingBody = call.body
    try:
        return booking_command(_in_new_words(body), SessionId(body.session_id), linked=call.linked)
    except Invalid as invalid:
        raise Invalid(FieldError(_in_old_words(one.pointer), one.detail) for one in invalid.errors) from None


def _in_new_words(body: OldBookingBody) -> BookingBody:
    details = structs.asdict(body.contact_details)
    # the old system took anything for a phone number, and its clients cannot mend a refusal
    typed = "" if details["phone"] is None else str(details["phone"])
    contact = ContactBody(**details | {"phone": typed if _is_phone(typed) else None})
    return BookingBody(contact=contact, attendees=[AttendeeBody(**structs.asdict(p)) for p in body.participants])


def _is_phone(typed: str) -> bool:
    try:
        return bool(Phone.parse(typed))
    except Invalid:
        return False


def _in_old_words(pointer: str) -> str:
    return "/".join(_OLD_WORDS.get(word, word) for word in pointer.split("/"))


def old_answer(booking: Booking) -> OldBookingAnswer:
    contact, price = booking.contact, booking.price
    return OldBookingAnswer(
        id=booking.id,
        booking_reference=str(booking.reference),
        session_id=booking.session_id,
        user_id=booking.booked_by,
        number_of_attendees=len(booking.standing),
        total_amount=str(price.total.amount),
        discount_amount=str(price.discount.amount),
        final_amount=str(price.final.amount),
        status=booking.status,
        contact_details=OldContactAnswer(
            first_name=contact.first_name,
            last_name=contact.last_name,
            email=contact.email.typed,
            phone=contact.phone.e164 if contact.phone else None,
            company=contact.company,
        ),
        created_at=booking.created_at,
    )
