"""From bookings to the wire. What is withheld from the caller is left out."""

from msgspec import UNSET

from rft_domain.access.fields import Field
from rft_domain.bookings.contact import Contact
from rft_domain.bookings.pricing import Price
from rft_domain.bookings.views import AttendeeView, BookingView
from rft_domain.shared.paging import Page

from ..wire import ListAnswer, MoneyAnswer
from .wire import AttendeeAnswer, BookingAnswer, ContactAnswer, PriceAnswer


def booking_answer(view: BookingView) -> BookingAnswer:
    of_customer = Field.CUSTOMER in view.shown
    return BookingAnswer(
        id=view.id,
        reference=str(view.reference) if view.reference else UNSET,
        status=view.status,
        session_id=view.session_id,
        customer_id=view.customer_id if of_customer else UNSET,
        booked_by=view.booked_by if of_customer else UNSET,
        contact=_contact(view.contact) if view.contact else UNSET,
        attendees=[_attendee(one, view.shown) for one in view.attendees] if Field.ATTENDEES in view.shown else UNSET,
        price=_price(view.price) if view.price else UNSET,
        payment_status=view.payment_status or UNSET,
        created_at=view.created_at,
        version=view.version,
    )


def booking_list(page: Page[BookingView]) -> ListAnswer[BookingAnswer]:
    return ListAnswer.of(page.map(booking_answer))


def _contact(contact: Contact) -> ContactAnswer:
    return ContactAnswer(
        email=contact.email.typed,
        first_name=contact.first_name,
        last_name=contact.last_name,
        phone=contact.phone.e164 if contact.phone else None,
        company=contact.company,
    )


def _attendee(view: AttendeeView, shown: frozenset[Field]) -> AttendeeAnswer:
    email = view.email.typed if view.email else None
    return AttendeeAnswer(
        id=view.id,
        first_name=view.first_name,
        last_name=view.last_name,
        email=email if Field.ATTENDEE_EMAIL in shown else UNSET,
        is_primary=view.is_primary,
        attendance=view.attendance,
        special_requirements=view.special_requirements or UNSET,
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
