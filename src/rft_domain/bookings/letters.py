"""What we write to people about their bookings. Times are shown where the session is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ..shared.ids import BookingId, parse_uuid
from ..shared.mail import Letter
from ..shared.money import Money
from ..shared.outbox import Message
from .booking import Booking
from .errors import BookingNotFound
from .ports import BookingsUnitOfWork
from .session import BookableSession

_OPENINGS = {
    "booking-confirmed": ("Your booking {reference}", "Your booking is confirmed."),
    "booking-cancelled": ("Cancelled: your booking {reference}", "Your booking is cancelled; its seats are released."),
    "booking-moved": ("Moved: your booking {reference}", "Your booking has moved to the session below."),
}
TOPICS = frozenset(_OPENINGS)


def letter_for(message: Message, uow: BookingsUnitOfWork) -> Letter:
    """The letter that a message of one of :data:`TOPICS` asks for, from what is true when it is written.

    Raises :class:`BookingNotFound`, also where whom to write to is erased.
    """
    booking = uow.bookings.get(BookingId(parse_uuid(message.body["booking_id"], "/booking_id")))
    if booking.contact.email.is_erased:
        raise BookingNotFound()
    session = uow.desk.open(booking.session_id, None).session
    subject, opening = _OPENINGS[message.topic]
    return Letter(
        message_id=f"{message.id}@rft",
        to=booking.contact.email,
        subject=subject.format(reference=booking.reference),
        body=_body(opening, booking, session),
    )


def _body(opening: str, booking: Booking, session: BookableSession) -> str:
    names = [f"  - {a.details.first_name} {a.details.last_name}" for a in booking.standing]
    return "\n".join(
        [
            f"Dear {booking.contact.first_name},",
            "",
            opening,
            "",
            f"Reference:  {booking.reference}",
            f"Course:     {session.course_title}",
            f"When:       {_shown(session.starts_at, session.time_zone)}",
            f"Where:      {session.venue}",
            f"Price:      {_pounds(booking.price.final)} (including {_pounds(booking.price.vat)} VAT)",
            "Attendees:",
            *names,
            "",
            "Keep the reference: together with your e-mail address it opens your booking.",
        ]
    )


def _shown(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({zone})"


def _pounds(money: Money) -> str:
    return f"£{money.amount:,}"
