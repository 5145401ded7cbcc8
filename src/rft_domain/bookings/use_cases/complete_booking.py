"""Complete a booking: its session was held."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import BookingId
from ..booking import Booking
from ..errors import SessionNotHeld
from ..ports import BookingsUnitOfWork
from .chosen import choose


@frozen(kw_only=True)
class CompleteBooking:
    booking_id: BookingId
    version: int | None = None


def complete_booking(command: CompleteBooking, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The completed booking. Raises :class:`BookingNotFound`, :class:`SessionNotHeld`, TransitionNotListed."""
    require(actor, Action.COMPLETE_BOOKING)
    chosen = choose(command.booking_id, command.version, actor, Action.COMPLETE_BOOKING, uow)
    if chosen.session.ends_at > now:
        raise SessionNotHeld(booking_id=str(command.booking_id))
    completed = chosen.booking.completed(now)
    uow.bookings.save(completed)
    return completed
