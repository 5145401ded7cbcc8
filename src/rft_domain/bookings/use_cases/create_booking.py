"""Create a booking (product.md D1): customer, seats, price, reference and attendees, all of it or none."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import Attribute, field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import Invalid
from ...shared.ids import AttendeeId, BookingId, Entropy, SessionId
from ..attendee import Attendee
from ..booking import MOST_ATTENDEES, Booking, primary_index
from ..contact import AttendeeDetails, Contact
from ..errors import DiscountNotValid
from ..ports import BookingsUnitOfWork
from ..pricing import NO_DISCOUNT, normal_code, price_of
from ..reference import Reference


def _group(instance: object, attribute: "Attribute[Any]", value: Sequence[AttendeeDetails]) -> None:
    if not 1 <= len(value) <= MOST_ATTENDEES:
        raise Invalid.at("/attendees", f"must name 1 to {MOST_ATTENDEES} attendees")


def _code(typed: str | None) -> str | None:
    return normal_code(typed) if typed else None


@frozen(kw_only=True)
class CreateBooking:
    """``provisional`` waits for confirmation; ``allow_past`` books a session that is over; both are for staff, and
    both show in the audit. ``linked`` is off only while ``user_centric_bookings`` is (product.md D8). ``booking_id`` is
    chosen by the caller where an import must find its bookings again.
    """

    session_id: SessionId
    contact: Contact
    attendees: tuple[AttendeeDetails, ...] = field(validator=_group)
    discount_code: str | None = field(default=None, converter=_code)
    provisional: bool = False
    allow_past: bool = False
    linked: bool = True
    booking_id: BookingId | None = None


def create_booking(command: CreateBooking, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The new booking. Customer, user, figures, activity and mail follow from its news, in the same commit.

    Raises :class:`SessionUnknown`, :class:`SessionClosed`, :class:`SessionPast`, :class:`SessionFull`,
    :class:`DiscountNotValid`, :class:`Forbidden`.
    """
    _require_all(actor, command)
    needed = any(attendee.special_requirements for attendee in command.attendees)
    opening = uow.desk.open(command.session_id, command.contact.email, requirements=needed)
    session, seats = opening.session, len(command.attendees)
    session.must_be_open(now, past_allowed=command.allow_past)
    opening.roster.must_have(seats)
    party = opening.party(uow.entropy) if command.linked else None
    rate = discount_rate(command.discount_code, now, uow)
    booking = Booking.request(
        id=command.booking_id or BookingId(uow.entropy.uuid()),
        reference=Reference.random(uow.entropy),
        session_id=session.id,
        party=party,
        booked_by=(actor.user_id or party.user_id) if party else None,
        contact=command.contact,
        attendees=_seated(command, uow.entropy),
        price=price_of(session.unit_price, seats, vat_rate=session.vat_rate, code_rate=rate),
        discount_code=command.discount_code,
        provisional=command.provisional,
        past=session.has_started(now),
        now=now,
    )
    uow.bookings.add(booking)
    uow.rosters.change(session.id, seats)
    return booking


def discount_rate(code: str | None, now: datetime, uow: BookingsUnitOfWork) -> Decimal:
    """What the code takes off. Raises :class:`DiscountNotValid` for a code that is unknown, early or over."""
    if code is None:
        return NO_DISCOUNT
    discount = uow.discounts.find(code)
    if discount is None or not discount.is_valid(now):
        raise DiscountNotValid()
    return discount.rate


def _require_all(actor: Actor, command: CreateBooking) -> None:
    require(actor, Action.CREATE_BOOKING)
    if command.provisional:
        require(actor, Action.CREATE_PROVISIONAL_BOOKING)
    if command.allow_past:
        require(actor, Action.BOOK_PAST_SESSION)


def _seated(command: CreateBooking, entropy: Entropy) -> list[Attendee]:
    primary = primary_index(command.attendees, command.contact)
    return [
        Attendee(id=AttendeeId(entropy.uuid()), details=details, is_primary=place == primary)
        for place, details in enumerate(command.attendees)
    ]
