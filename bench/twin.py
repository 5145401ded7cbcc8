"""The same use case as an ORM unit of work would have it: load objects, change them, add new ones, commit.

It stands for what most applications do, done well: one short transaction, the roster locked while deciding, no
query that is not needed. Pricing and references are the domain's own, so that only the way to the rows differs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rft_adapters.system import SystemEntropy, system_clock
from rft_domain.bookings.booking import primary_index
from rft_domain.bookings.errors import SessionFull
from rft_domain.bookings.pricing import Price, price_of
from rft_domain.bookings.reference import Reference
from rft_domain.bookings.use_cases.create_booking import CreateBooking
from rft_domain.shared.money import Money
from rft_domain.shared.searching import grams, searched

from .crew import Drive, by_threads
from .library import MOST_CLIENTS, command_of
from .twin_models import Attendee, Audit, Booking, CourseSession, Customer, Entry, Figures, Outbox, Roster, User

_ENTROPY = SystemEntropy()


@contextmanager
def open_twin(url: str) -> Iterator[Drive]:
    engine = open_engine(url)
    try:
        yield by_threads(lambda order: book(engine, command_of(order)))
    finally:
        engine.dispose()


def open_engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=MOST_CLIENTS)


def book(engine: Engine, command: CreateBooking) -> UUID:
    """The id of the new booking. Two first bookings of one address at once: the slower one looks again."""
    try:
        with Session(engine) as session, session.begin():
            return _book(session, command)
    except IntegrityError:
        with Session(engine) as session, session.begin():
            return _book(session, command)


def _book(session: Session, command: CreateBooking) -> UUID:
    now, seats = system_clock(), len(command.attendees)
    roster = session.get_one(Roster, command.session_id, with_for_update=True)
    course_session = session.get_one(CourseSession, command.session_id)
    if roster.seats_taken + seats > roster.capacity:
        raise SessionFull(session_id=str(command.session_id))
    course = course_session.course
    price = price_of(Money(course_session.price or course.price), seats, vat_rate=course.vat_rate)
    customer, user = _party(session, command, now)
    booking = _booking(command, customer, user, price, now)
    roster.seats_taken += seats
    _count(customer.figures, price, now, is_new=customer in session.new)
    session.add(booking)
    session.add(
        _entry(now, "booking_made", f"Booking made for {seats} seats", "booking", booking.id, customer=customer)
    )
    made: list[tuple[str, User | Customer | Booking]] = [("user", user), ("customer", customer), ("booking", booking)]
    new = [{"entity": entity, "id": str(thing.id)} for entity, thing in made if thing in session.new]
    about = {"session_id": str(command.session_id), "id": str(booking.id), "news": "BookingRequested"}
    session.add(
        Audit(
            id=_ENTROPY.uuid(),
            at=now,
            actor_kind="anonymous",
            action="create_booking",
            outcome="accepted",
            about=about,
            changes=new,
        )
    )
    body = {"booking_id": str(booking.id)}
    session.add(Outbox(id=_ENTROPY.uuid(), topic="booking-confirmed", body=body, created_at=now, due_at=now))
    return booking.id


def _party(session: Session, command: CreateBooking, now: datetime) -> tuple[Customer, User]:
    email = command.contact.email
    customer = session.scalar(select(Customer).where(Customer.email_identity == email.identity))
    user = session.scalar(select(User).where(User.email_identity == email.identity))
    if customer is None:
        customer = _new_customer(command, now)
        session.add(customer)
        session.add(_entry(now, "customer_opened", "Customer opened", "customer", customer.id, customer=customer))
    else:
        customer.phone = customer.phone or (command.contact.phone.e164 if command.contact.phone else None)
        customer.company = customer.company or command.contact.company
    if user is None:
        user = _new_user(command, customer, now)
        session.add_all([user, _entry(now, "user_registered", "User registered", "user", user.id, user=user)])
    return customer, user


def _count(figures: Figures, price: Price, now: datetime, *, is_new: bool) -> None:
    """What others add at the same time is not lost: the database adds, except to a row that it does not have yet."""
    present = figures if is_new else Figures
    figures.total_bookings = present.total_bookings + 1
    figures.total_spent = present.total_spent + price.final.amount
    figures.first_booking_at = figures.first_booking_at or now
    figures.last_booking_at = figures.last_activity_at = now


def _new_customer(command: CreateBooking, now: datetime) -> Customer:
    contact = command.contact
    name = f"{contact.first_name} {contact.last_name}"
    text = searched(name, contact.email.typed, contact.email.identity, contact.company, contact.phone)
    return Customer(
        id=_ENTROPY.uuid(),
        email=contact.email.typed,
        email_identity=contact.email.identity,
        created_at=now,
        updated_at=now,
        first_name=contact.first_name,
        last_name=contact.last_name,
        phone=contact.phone.e164 if contact.phone else None,
        company=contact.company,
        customer_type="corporate" if contact.company else "individual",
        searched=text,
        grams=grams(text),
        figures=Figures(total_bookings=0, total_spent=Decimal(0), customer_since=now, last_activity_at=now),
    )


def _new_user(command: CreateBooking, customer: Customer, now: datetime) -> User:
    contact = command.contact
    return User(
        id=_ENTROPY.uuid(),
        email=contact.email.typed,
        email_identity=contact.email.identity,
        first_name=contact.first_name,
        last_name=contact.last_name,
        customer=customer,
        created_at=now,
        updated_at=now,
        searched=searched(f"{contact.first_name} {contact.last_name}", contact.email.typed, contact.email.identity),
    )


def _searched(command: CreateBooking, reference: Reference) -> str:
    contact, people = command.contact, command.attendees
    name = f"{contact.first_name} {contact.last_name}"
    names = [f"{one.first_name} {one.last_name}" for one in people]
    addresses = [contact.email.typed, *(one.email.typed for one in people if one.email is not None)]
    return searched(str(reference), reference.symbols, name, *names, *addresses, contact.company, contact.phone)


def _booking(command: CreateBooking, customer: Customer, user: User, price: Price, now: datetime) -> Booking:
    contact, primary = command.contact, primary_index(command.attendees, command.contact)
    reference = Reference.random(_ENTROPY)
    attendees = [
        Attendee(
            id=_ENTROPY.uuid(),
            position=position,
            first_name=details.first_name,
            last_name=details.last_name,
            email=details.email.typed if details.email else None,
            email_identity=details.email.identity if details.email else None,
            special_requirements=details.special_requirements,
            is_primary=position == primary,
        )
        for position, details in enumerate(command.attendees)
    ]
    return Booking(
        id=_ENTROPY.uuid(),
        reference=reference.symbols,
        session_id=command.session_id,
        customer=customer,
        user=user,
        contact_email=contact.email.typed,
        contact_email_identity=contact.email.identity,
        contact_first_name=contact.first_name,
        contact_last_name=contact.last_name,
        contact_phone=contact.phone.e164 if contact.phone else None,
        contact_company=contact.company,
        unit_amount=price.unit.amount,
        total_amount=price.total.amount,
        discount_amount=price.discount.amount,
        final_amount=price.final.amount,
        vat_amount=price.vat.amount,
        vat_rate=price.vat_rate,
        code_rate=price.code_rate,
        created_at=now,
        searched=_searched(command, reference),
        attendees=attendees,
    )


def _entry(
    at: datetime,
    kind: str,
    text: str,
    entity: str,
    entity_id: UUID,
    *,
    customer: Customer | None = None,
    user: User | None = None,
) -> Entry:
    return Entry(
        id=_ENTROPY.uuid(),
        at=at,
        type=kind,
        text=text,
        customer=customer,
        user=user,
        entity=entity,
        entity_id=entity_id,
    )
