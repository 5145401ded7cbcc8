"""What news of bookings means for customers: they are made, enriched and counted (product.md B4–B6)."""

from collections.abc import Mapping
from datetime import datetime

from ..bookings.events import (
    AttendeeCancelled,
    BookingCancelled,
    BookingMoved,
    BookingReinstated,
    BookingRequested,
    Party,
)
from ..identity.events import EmailProven, NewEmailProven
from ..shared.ids import CustomerId
from ..shared.money import Money
from .customer import Customer, CustomerStatus
from .errors import CustomerEmailTaken
from .events import MemberJoined
from .figures import FiguresChange
from .ports import CustomersUnitOfWork
from .profile import CustomerType, Profile
from .use_cases.open_customer import customer_of


def on_booking_requested(event: BookingRequested, now: datetime, uow: CustomersUnitOfWork) -> None:
    if event.party is None:
        return
    contact = event.contact
    known = {"phone": contact.phone, "company": contact.company}
    if event.party.customer_is_new:
        uow.customers.add_unless_known(_new_customer(event, event.party, known, now, uow))
    else:
        customer = uow.customers.get(event.party.customer_id)
        if (enriched := customer.enriched(known, now)) is not customer:
            uow.customers.save(enriched)
    change = FiguresChange(bookings=1, spent=event.final, booked_at=now, active_at=now)
    uow.customers.change_figures(event.party.customer_id, change)


def on_booking_cancelled(event: BookingCancelled, now: datetime, uow: CustomersUnitOfWork) -> None:
    if event.customer_id is not None:
        change = FiguresChange(bookings=-1, spent=-event.final, active_at=now)
        uow.customers.change_figures(event.customer_id, change)


def on_booking_reinstated(event: BookingReinstated, now: datetime, uow: CustomersUnitOfWork) -> None:
    """Nothing that the customer did: their last activity stays."""
    if event.customer_id is not None:
        change = FiguresChange(bookings=1, spent=event.final, booked_at=event.booked_at, active_at=event.booked_at)
        uow.customers.change_figures(event.customer_id, change)


def on_booking_moved(event: BookingMoved, now: datetime, uow: CustomersUnitOfWork) -> None:
    _price_changed(event.customer_id, event.difference, now, uow)


def on_attendee_cancelled(event: AttendeeCancelled, now: datetime, uow: CustomersUnitOfWork) -> None:
    _price_changed(event.customer_id, event.difference, now, uow)


def on_email_proven(event: EmailProven, now: datetime, uow: CustomersUnitOfWork) -> None:
    """The history of an address goes to who proved it (product.md A5). A link that is there is never replaced, and
    the customer of the address must be active: what is left, staff decide.
    """
    person = uow.people.get(event.user_id)
    if person.customer_id is not None:
        return
    customer = uow.customers.by_email(person.email)
    if customer is not None and customer.status is CustomerStatus.ACTIVE:
        uow.record(MemberJoined(at=now, customer_id=customer.id, user_id=event.user_id))


def on_new_email_proven(event: NewEmailProven, now: datetime, uow: CustomersUnitOfWork) -> None:
    """Raises :class:`CustomerEmailTaken`: two customers become one by a merge, not by the way."""
    customer, holder = uow.customers.get(event.customer_id), uow.customers.by_email(event.email)
    if holder is not None and holder.id != customer.id:
        raise CustomerEmailTaken()
    if (changed := customer.with_email(event.email, now)) is not customer:
        uow.customers.save(changed)


def _price_changed(customer_id: CustomerId | None, difference: Money, now: datetime, uow: CustomersUnitOfWork) -> None:
    if customer_id is not None:
        uow.customers.change_figures(customer_id, FiguresChange(spent=difference, active_at=now))


def _new_customer(
    event: BookingRequested, party: Party, known: Mapping[str, object], now: datetime, uow: CustomersUnitOfWork
) -> Customer:
    """From the user's data where the user is known, else from the contact."""
    if not party.user_is_new:
        return customer_of(uow.people.get(party.user_id), party.customer_id, now, known=known)
    contact = event.contact
    profile = Profile(
        first_name=contact.first_name,
        last_name=contact.last_name,
        customer_type=CustomerType.CORPORATE if contact.company else CustomerType.INDIVIDUAL,
    )
    return Customer.open(id=party.customer_id, email=contact.email, profile=profile.enriched(known), now=now)
