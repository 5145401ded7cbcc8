"""Counting again from the history, through the ports: what is said must equal what happened."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar
from uuid import UUID

from ..access.visibility import Visibility
from ..bookings.booking import Booking, BookingStatus
from ..bookings.queries import BookingFilter
from ..catalogue.queries import SessionFilter, SessionView
from ..shared.errors import NotFound
from ..shared.ids import CustomerId, UserId
from ..shared.money import ZERO
from ..shared.paging import Page, PageRequest
from ..unit_of_work import UnitOfWork

T = TypeVar("T")
Id = TypeVar("Id", UserId, CustomerId)
EVERYTHING = Visibility(everything=True)
_ALL_SESSIONS = SessionFilter(on_sale=False)


def every_booking(uow: UnitOfWork) -> list[Booking]:
    return list(pages(lambda page: uow.booking_reader.page(BookingFilter(), page, visible=EVERYTHING)))


def every_session(uow: UnitOfWork) -> list[SessionView]:
    return list(pages(lambda page: uow.catalogue_reader.sessions(_ALL_SESSIONS, page)))


def pages(read: Callable[[PageRequest], Page[T]], limit: int = 200) -> Iterator[T]:
    """Every item, page by page to the end; a list that comes round again breaks the law that asked for it."""
    page = read(PageRequest(limit=limit))
    yield from page.items
    known = set[str]()
    while (cursor := page.next_cursor) is not None:
        assert cursor not in known, "the list goes round in circles"
        known.add(cursor)
        page = read(PageRequest(limit=limit, cursor=cursor))
        yield from page.items


def seats_wrong(uow: UnitOfWork) -> list[str]:
    """Sessions whose seats taken are not those of the bookings that stand, or are more than there are."""
    held: dict[UUID, int] = {}
    for booking in every_booking(uow):
        if booking.status is not BookingStatus.CANCELLED:
            here = sum(1 for attendee in booking.attendees if attendee.cancelled_at is None)
            held[booking.session_id] = held.get(booking.session_id, 0) + here
    return [
        f"session {view.id}: {view.seats_taken} of {view.capacity} seats taken, {held.get(view.id, 0)} booked"
        for view in every_session(uow)
        if view.seats_taken != held.get(view.id, 0) or view.seats_taken > view.capacity
    ]


def figures_wrong(uow: UnitOfWork) -> list[str]:
    """Customers whose figures differ from a recount of their bookings (product.md B4)."""
    history: dict[CustomerId, list[Booking]] = {}
    for booking in every_booking(uow):
        if booking.customer_id is not None:
            history.setdefault(booking.customer_id, []).append(booking)
    return [line for customer_id, bookings in history.items() for line in _figures(uow, customer_id, bookings)]


def _figures(uow: UnitOfWork, customer_id: CustomerId, bookings: list[Booking]) -> Iterator[str]:
    said = uow.customers.get(customer_id).figures
    standing = [booking for booking in bookings if booking.status is not BookingStatus.CANCELLED]
    booked_at = [booking.created_at for booking in bookings]
    counted = {
        "total_bookings": len(standing),
        "total_spent": sum((booking.price.final for booking in standing), ZERO),
        "first_booking_at": min(booked_at),
        "last_booking_at": max(booked_at),
    }
    for name, value in counted.items():
        if getattr(said, name) != value:
            yield f"customer {customer_id}: {name} is {getattr(said, name)}, a recount gives {value}"
    if said.last_activity_at < max(booked_at):
        yield f"customer {customer_id}: last activity before the last booking"


def dangling(uow: UnitOfWork) -> list[str]:
    """Everything that is named and is not there."""
    bookings, views = every_booking(uow), every_session(uow)
    users = _known(booking.booked_by for booking in bookings) | {id for view in views for id in view.instructor_ids}
    missing = [f"user {id}" for id in users if not _is_user(uow, id)]
    members = {uow.users.get(id).customer_id for id in users if _is_user(uow, id)}
    customers = _known(booking.customer_id for booking in bookings) | _known(members)
    missing += [f"customer {id}" for id in customers if not _is_customer(uow, id)]
    missing += [f"course {view.course_id}" for view in views if not _found(partial(uow.courses.get, view.course_id))]
    held = {booking.session_id for booking in bookings}
    return missing + [f"session {id}" for id in held if not _found(partial(uow.sessions.get, id))]


def users_as_customers(uow: UnitOfWork) -> list[str]:
    """Customer ids that are no customer's, or a user's (law P1)."""
    bookings = every_booking(uow)
    members = {uow.users.get(id).customer_id for id in _known(booking.booked_by for booking in bookings)}
    named = _known(booking.customer_id for booking in bookings) | _known(members)
    return [f"{id} is named as a customer" for id in named if not _is_customer(uow, id) or _is_user(uow, UserId(id))]


def _known(ids: Iterable[Id | None]) -> set[Id]:
    return {id for id in ids if id is not None}


def _found(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    return True


def _is_customer(uow: UnitOfWork, customer_id: CustomerId) -> bool:
    return _found(partial(uow.customers.get, customer_id))


def _is_user(uow: UnitOfWork, user_id: UserId) -> bool:
    return _found(partial(uow.users.get, user_id))
