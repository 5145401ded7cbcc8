"""From bookings to the wire."""

from rft_domain.bookings.attendee import Attendee
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import Contact
from rft_domain.bookings.pricing import Price
from rft_domain.shared.paging import Page

from ..wire import ListAnswer, MoneyAnswer
from .wire import AttendeeAnswer, BookingAnswer, ContactAnswer, PriceAnswer


def booking_answer(booking: Booking) -> BookingAnswer:
    return BookingAnswer(
        id=booking.id,
        reference=str(booking.reference),
        status=booking.status,
        session_id=booking.session_id,
        customer_id=booking.customer_id,
        booked_by=booking.booked_by,
        contact=_contact(booking.contact),
        attendees=[_attendee(attendee) for attendee in booking.standing],
        price=_price(booking.price),
        payment_status=booking.payment_status,
        created_at=booking.created_at,
        version=booking.version,
    )


def booking_list(page: Page[Booking]) -> ListAnswer[BookingAnswer]:
    return ListAnswer.of(page.map(booking_answer))


def _contact(contact: Contact) -> ContactAnswer:
    return ContactAnswer(
        email=contact.email.typed,
        first_name=contact.first_name,
        last_name=contact.last_name,
        phone=contact.phone.e164 if contact.phone else None,
        company=contact.company,
    )


def _attendee(attendee: Attendee) -> AttendeeAnswer:
    details = attendee.details
    return AttendeeAnswer(
        id=attendee.id,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email.typed if details.email else None,
        is_primary=attendee.is_primary,
        attendance=attendee.attendance,
    )


def _price(price: Price) -> PriceAnswer:
    money = MoneyAnswer.of
    return PriceAnswer(
        unit=money(price.unit),
        total=money(price.total),
        discount=money(price.discount),
        final=money(price.final),
        vat=money(price.vat),
    )
