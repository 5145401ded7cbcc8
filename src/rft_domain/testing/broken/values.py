"""Faults of storing: what comes back is not what went in."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from attrs import evolve

from ...bookings.booking import Booking
from ...bookings.session import Opening
from ...catalogue.course import Course
from ...customers.customer import Customer
from ...customers.ports import Person
from ...identity.user import Role, User
from ...shared.email import Email
from ...shared.ids import CustomerId, SessionId, UserId
from ...shared.paging import Page
from ..ports import Open, Ports
from .fault import fault, instead, swapping


def _storing(open_unit_of_work: Open, change: Callable[[Booking], Booking]) -> Open:
    """New bookings are stored as ``change`` makes them."""

    def swap(parts: Ports) -> Ports:
        def add(booking: Booking) -> None:
            parts.bookings.add(change(booking))

        return evolve(parts, bookings=instead(parts.bookings, add=add))

    return swapping(open_unit_of_work, swap)


@fault("S5")
def seconds_only(open_unit_of_work: Open) -> Open:
    """Instants lose their microseconds."""
    return _storing(open_unit_of_work, lambda b: evolve(b, created_at=b.created_at.replace(microsecond=0)))


@fault("S5")
def folded_text(open_unit_of_work: Open) -> Open:
    """Texts lose their capitals."""

    def lower(booking: Booking) -> Booking:
        return evolve(booking, contact=evolve(booking.contact, last_name=booking.contact.last_name.casefold()))

    return _storing(open_unit_of_work, lower)


@fault("S5")
def address_not_as_typed(open_unit_of_work: Open) -> Open:
    """Of an e-mail address only its identity is kept."""

    def plain(booking: Booking) -> Booking:
        identity = booking.contact.email.identity
        return evolve(booking, contact=evolve(booking.contact, email=Email(identity, identity)))

    return _storing(open_unit_of_work, plain)


@fault("S5")
def attendees_in_any_order(open_unit_of_work: Open) -> Open:
    """Attendees come back in another order."""
    return _storing(open_unit_of_work, lambda booking: evolve(booking, attendees=booking.attendees[::-1]))


@fault("S5")
def rounded_rates(open_unit_of_work: Open) -> Open:
    """Rates are kept to two places."""

    def swap(parts: Ports) -> Ports:
        def add(course: Course) -> None:
            rate = course.terms.vat_rate.quantize(Decimal("0.01"))
            parts.courses.add(evolve(course, terms=evolve(course.terms, vat_rate=rate)))

        return evolve(parts, courses=instead(parts.courses, add=add))

    return swapping(open_unit_of_work, swap)


@fault("P7")
def no_contact_without_customer(open_unit_of_work: Open) -> Open:
    """A booking that names no customer loses what its contact left."""

    def forget(booking: Booking) -> Booking:
        known = booking.customer_id is not None
        return booking if known else evolve(booking, contact=evolve(booking.contact, company=None, phone=None))

    return _storing(open_unit_of_work, forget)


def _reading(open_unit_of_work: Open, change: Callable[[Booking], Booking]) -> Open:
    """Bookings are read as ``change`` makes them, through every door."""

    def swap(parts: Ports) -> Ports:
        def page(*args: Any, **options: Any) -> Page[Booking]:
            return parts.booking_reader.page(*args, **options).map(change)

        bookings = instead(parts.bookings, get=lambda id: change(parts.bookings.get(id)))
        return evolve(parts, bookings=bookings, booking_reader=instead(parts.booking_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("P1")
def user_id_as_customer_id(open_unit_of_work: Open) -> Open:
    """The customer of a booking is read from the column of the user."""

    def confuse(booking: Booking) -> Booking:
        return evolve(booking, customer_id=CustomerId(booking.booked_by) if booking.booked_by else None)

    return _reading(open_unit_of_work, confuse)


@fault("P3")
def owner_forgotten(open_unit_of_work: Open) -> Open:
    """A booking comes back without its customer."""
    return _reading(open_unit_of_work, lambda booking: evolve(booking, customer_id=None))


def _storing_users(open_unit_of_work: Open, change: Callable[[User], User]) -> Open:
    """Changed users are stored as ``change`` makes them."""

    def swap(parts: Ports) -> Ports:
        return evolve(parts, users=instead(parts.users, save=lambda user: parts.users.save(change(user))))

    return swapping(open_unit_of_work, swap)


@fault("P6")
def everybody_a_customer(open_unit_of_work: Open) -> Open:
    """An assigned role is not kept."""
    return _storing_users(open_unit_of_work, lambda user: evolve(user, role=Role.CUSTOMER))


@fault("P2")
def links_forgotten(open_unit_of_work: Open) -> Open:
    """The link of a user to their customer is not kept."""
    return _storing_users(open_unit_of_work, lambda user: evolve(user, customer_id=None))


@fault("P5")
def users_not_made(open_unit_of_work: Open) -> Open:
    """Bookings name users that nobody made."""

    def swap(parts: Ports) -> Ports:
        def ignore(user: User) -> None:
            return

        return evolve(parts, users=instead(parts.users, add_unless_known=ignore))

    return swapping(open_unit_of_work, swap)


@fault("P8")
def names_mixed_up(open_unit_of_work: Open) -> Open:
    """Next door, a user's first name is read as the last."""

    def swap(parts: Ports) -> Ports:
        def get(user_id: UserId) -> Person:
            person = parts.people.get(user_id)
            return evolve(person, first_name=person.last_name, last_name=person.first_name)

        return evolve(parts, people=instead(parts.people, get=get))

    return swapping(open_unit_of_work, swap)


@fault("P4")
def addresses_by_letter(open_unit_of_work: Open) -> Open:
    """An address is found only in the capitals in which it was typed first."""

    def swap(parts: Ports) -> Ports:
        def user(email: Email) -> User | None:
            found = parts.users.by_email(email)
            return found if found and found.email.typed == email.typed else None

        def customer(email: Email) -> Customer | None:
            found = parts.customers.by_email(email)
            return found if found and found.email.typed == email.typed else None

        def opening(session_id: SessionId, email: Email | None, *, requirements: bool = False) -> Opening:
            known = email if email and user(email) else None
            return parts.desk.open(session_id, known, requirements=requirements)

        return evolve(
            parts,
            users=instead(parts.users, by_email=user),
            customers=instead(parts.customers, by_email=customer),
            desk=instead(parts.desk, open=opening),
        )

    return swapping(open_unit_of_work, swap)


@fault("S13")
def seats_kept(open_unit_of_work: Open) -> Open:
    """Seats are never given back."""

    def swap(parts: Ports) -> Ports:
        def change(session_id: SessionId, seats: int) -> None:
            parts.rosters.change(session_id, max(seats, 0))

        return evolve(parts, rosters=instead(parts.rosters, change=change))

    return swapping(open_unit_of_work, swap)
