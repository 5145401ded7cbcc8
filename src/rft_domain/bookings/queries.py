"""Reading bookings: an actor's list and what they may open are the same set (product.md H2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from ..access.actor import Actor
from ..access.decisions import Subject, require
from ..access.fields import Field, fields
from ..access.policy import Action
from ..access.visibility import Visibility, visibility
from ..shared.errors import Forbidden
from ..shared.ids import BookingId, CustomerId, SessionId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant
from ..shared.searching import searched, words
from ..shared.text import optional_text
from .booking import Booking, BookingStatus
from .contact import AttendeeDetails, Contact
from .reference import Reference
from .views import BookingView, seen_by


@frozen(kw_only=True)
class BookingFilter:
    """``customer_id`` may be that of somebody who was merged, for who sees everybody's: the bookings are the winner's.

    ``from_`` and ``to`` bound the instant of booking: at or after, and before. ``search`` is part of the reference,
    of the contact or of who attends, in any case, with or without accents; its words must all be found.
    """

    customer_id: CustomerId | None = None
    session_id: SessionId | None = None
    status: BookingStatus | None = None
    from_: datetime | None = field(default=None, validator=instant)
    to: datetime | None = field(default=None, validator=instant)
    search: str | None = field(default=None, validator=optional_text(at_most=200))

    @property
    def words(self) -> tuple[str, ...]:
        """What must be found."""
        return words(self.search)


# who could look for it could learn it, sign by sign
_SEARCHED = frozenset({Field.REFERENCE, Field.CONTACT, Field.ATTENDEES, Field.ATTENDEE_EMAIL})


def searched_booking(booking: Booking) -> str:
    """The text in which words are looked for: never what somebody needs."""
    standing = [one.details for one in booking.attendees if one.cancelled_at is None]
    return searched_parts(booking.reference, booking.contact, standing)


def searched_parts(reference: Reference, contact: Contact, people: Sequence[AttendeeDetails]) -> str:
    """As :func:`searched_booking`, for one that is not made yet."""
    names = [f"{who.first_name} {who.last_name}" for who in people]
    addresses = [who.email.typed for who in people if who.email is not None]
    name = f"{contact.first_name} {contact.last_name}"
    return searched(
        str(reference), reference.symbols, name, contact.email.typed, contact.company, *names, *addresses, contact.phone
    )


class BookingReader(Protocol):
    def page(self, wanted: BookingFilter, page: PageRequest, *, visible: Visibility) -> Page[Booking]:
        """Newest first, then by id."""
        ...

    def one(self, booking_id: BookingId, *, visible: Visibility) -> Booking:
        """Raises :class:`BookingNotFound`, also for what is there and not visible."""
        ...


class BookingViews(Protocol):
    @property
    def booking_reader(self) -> BookingReader: ...


@frozen(kw_only=True)
class ListBookings:
    wanted: BookingFilter = BookingFilter()
    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class ListOwnBookings:
    """Of the customer that the actor acts for."""

    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class SeeBooking:
    booking_id: BookingId


def list_bookings(query: ListBookings, *, actor: Actor, now: datetime, uow: BookingViews) -> Page[BookingView]:
    """Raises :class:`Forbidden` for a filter by what the actor does not see."""
    require(actor, Action.SEE_BOOKING)
    told = fields(actor, Subject())
    if (query.wanted.customer_id is not None and Field.CUSTOMER not in told) or (
        query.wanted.words and not told >= _SEARCHED
    ):
        raise Forbidden(action=Action.SEE_BOOKING.value)
    page = uow.booking_reader.page(query.wanted, query.page, visible=visibility(actor, Action.SEE_BOOKING))
    return page.map(lambda booking: seen_by(booking, actor))


def list_own_bookings(query: ListOwnBookings, *, actor: Actor, now: datetime, uow: BookingViews) -> Page[BookingView]:
    """None for who acts for no customer."""
    require(actor, Action.SEE_BOOKING)
    if actor.customer_id is None:
        return Page(items=(), total=0 if query.page.count else None)
    wanted = BookingFilter(customer_id=actor.customer_id)
    page = uow.booking_reader.page(wanted, query.page, visible=visibility(actor, Action.SEE_BOOKING))
    return page.map(lambda booking: seen_by(booking, actor))


def see_booking(query: SeeBooking, *, actor: Actor, now: datetime, uow: BookingViews) -> BookingView:
    """Raises :class:`BookingNotFound`."""
    require(actor, Action.SEE_BOOKING)
    booking = uow.booking_reader.one(query.booking_id, visible=visibility(actor, Action.SEE_BOOKING))
    return seen_by(booking, actor)
