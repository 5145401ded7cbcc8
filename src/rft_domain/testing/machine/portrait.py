"""The adapter's state as the oracle keeps its own: dicts of plain values."""

from decimal import Decimal
from typing import Any

from ...bookings.booking import Booking
from ...bookings.contact import AttendeeDetails, Contact
from ...catalogue.course import Course
from ...catalogue.queries import SessionView
from ...customers.customer import Customer
from ...identity.user import User
from ...shared.email import Email
from ...shared.money import Money
from ...shared.paging import PageRequest
from ...unit_of_work import UnitOfWork
from ..recount import every_booking, every_session
from .catalogue import seats_taken
from .model import Model, Row


def pence(money: Money) -> int:
    return int(money.amount * 100)


def points(rate: Decimal) -> int:
    return int(rate * 10_000)


def contact_row(contact: Contact) -> Row:
    return {
        "email": contact.email.typed,
        "first": contact.first_name,
        "last": contact.last_name,
        "phone": contact.phone.e164 if contact.phone else None,
        "company": contact.company,
    }


def person_row(details: AttendeeDetails) -> Row:
    return {
        "first": details.first_name,
        "last": details.last_name,
        "email": details.email.typed if details.email else None,
        "special": details.special_requirements,
    }


def booking_row(booking: Booking) -> Row:
    price = booking.price
    return {
        "session": booking.session_id,
        "customer": booking.customer_id,
        "booked_by": booking.booked_by,
        "contact": contact_row(booking.contact),
        "people": [
            person_row(attendee.details)
            | {
                "id": attendee.id,
                "primary": attendee.is_primary,
                "attendance": attendee.attendance.value,
                "cancelled": attendee.cancelled_at is not None,
            }
            for attendee in booking.attendees
        ],
        "price": {name: pence(getattr(price, name)) for name in ("unit", "total", "discount", "final", "vat")},
        "terms": (pence(price.unit), points(price.vat_rate), points(price.code_rate)),
        "code": booking.discount_code,
        "status": booking.status.value,
        "created": booking.created_at,
        "version": booking.version,
    }


def user_row(user: User) -> Row:
    return {
        "email": user.email.typed,
        "first": user.first_name,
        "last": user.last_name,
        "phone": user.phone.e164 if user.phone else None,
        "role": user.role.value,
        "organizer": user.is_organizer,
        "status": user.status.value,
        "customer": user.customer_id,
        "created_by": user.created_by,
        "version": user.version,
    }


def customer_row(customer: Customer) -> Row:
    profile, figures = customer.profile, customer.figures
    return {
        "email": customer.email.typed,
        "first": profile.first_name,
        "last": profile.last_name,
        "phone": profile.phone.e164 if profile.phone else None,
        "company": profile.company,
        "city": profile.city,
        "type": profile.customer_type.value,
        "since": figures.customer_since,
        "active": figures.last_activity_at,
        "version": customer.version,
        "figures": (
            figures.total_bookings,
            pence(figures.total_spent),
            figures.first_booking_at,
            figures.last_booking_at,
        ),
    }


def course_row(course: Course) -> Row:
    terms = course.terms
    return {
        "code": terms.code,
        "title": terms.title,
        "pence": pence(terms.price),
        "vat": points(terms.vat_rate),
        "active": terms.active,
        "version": course.version,
    }


def session_row(view: SessionView) -> Row:
    return {
        "course": view.course_id,
        "starts": view.starts_at,
        "ends": view.ends_at,
        "capacity": view.capacity,
        "pence": pence(view.own_price) if view.own_price is not None else None,
        "instructors": view.instructor_ids,
        "status": view.status.value,
        "version": view.version,
        "seats_taken": view.seats_taken,
    }


def as_seen(uow: UnitOfWork, model: Model) -> dict[str, Any]:
    """Everything the adapter shows. Users and customers cannot be listed: those that the oracle knows are asked for,
    and their addresses must lead back to them.
    """
    seen: dict[str, Any] = {
        "bookings": {booking.id: booking_row(booking) for booking in every_booking(uow)},
        "sessions": {view.id: session_row(view) for view in every_session(uow)},
        "courses": {c.id: course_row(c) for c in uow.catalogue_reader.courses(PageRequest(), active_only=False).items},
        "users": {},
        "customers": {},
    }
    for booking in seen["bookings"].values():
        assert booking["customer"] is None or booking["customer"] in model.customers
    for row in model.users.values():
        user = uow.users.by_email(Email.parse(row["email"].upper()))
        seen["users"] |= {user.id: user_row(user)} if user else {}
    for row in model.customers.values():
        customer = uow.customers.by_email(Email.parse(row["email"].upper()))
        seen["customers"] |= {customer.id: customer_row(customer)} if customer else {}
    return seen


def as_expected(model: Model) -> dict[str, Any]:
    return {
        "bookings": model.bookings,
        "sessions": {id: row | {"seats_taken": seats_taken(model, id)} for id, row in model.sessions.items()},
        "courses": model.courses,
        "users": model.users,
        "customers": {id: row | {"figures": _figures(model, id)} for id, row in model.customers.items()},
    }


def _figures(model: Model, customer: Any) -> tuple[Any, ...]:
    """Counted anew each time."""
    own = [booking for booking in model.bookings.values() if booking["customer"] == customer]
    standing = [booking for booking in own if booking["status"] != "cancelled"]
    dates = [booking["created"] for booking in own]
    spent = sum(booking["price"]["final"] for booking in standing)
    return (len(standing), spent, min(dates, default=None), max(dates, default=None))
