"""Move a booking to another session, at the price of that session (product.md D5)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import BookingId, SessionId
from ..booking import Booking
from ..errors import SameSession
from ..ports import BookingsUnitOfWork
from ..pricing import price_of
from .chosen import choose_ahead


@frozen(kw_only=True)
class MoveBooking:
    booking_id: BookingId
    session_id: SessionId
    version: int | None = None


def move_booking(command: MoveBooking, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The booking on its new session. A discount code keeps its rate.

    Raises :class:`BookingNotFound`, :class:`SessionUnknown`, :class:`SameSession`, :class:`SessionFull`,
    :class:`SessionClosed`, :class:`SessionPast`, :class:`TransitionNotListed`, :class:`Forbidden`.
    """
    require(actor, Action.MOVE_BOOKING)
    booking = choose_ahead(command.booking_id, command.version, actor, Action.MOVE_BOOKING, now, uow).booking
    if booking.session_id == command.session_id:
        raise SameSession()
    target = uow.desk.open(command.session_id, None)
    seats, rate = len(booking.standing), booking.price.code_rate
    price = price_of(target.session.unit_price, seats, vat_rate=target.session.vat_rate, code_rate=rate)
    moved = booking.moved(command.session_id, price, now)
    target.session.must_be_open(now, past_allowed=False)
    target.roster.must_have(seats)
    uow.bookings.save(moved)
    uow.rosters.change(booking.session_id, -seats)
    uow.rosters.change(command.session_id, seats)
    return moved
