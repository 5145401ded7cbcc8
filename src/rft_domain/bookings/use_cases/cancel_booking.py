"""Cancel a booking: its seats go back exactly once (product.md D5)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import BookingId
from ..booking import Booking
from ..ports import BookingsUnitOfWork
from .chosen import choose_ahead


@frozen(kw_only=True)
class CancelBooking:
    booking_id: BookingId
    version: int | None = None


def cancel_booking(command: CancelBooking, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The cancelled booking. Raises :class:`BookingNotFound`, :class:`TransitionNotListed`, Forbidden."""
    require(actor, Action.CANCEL_BOOKING)
    chosen = choose_ahead(command.booking_id, command.version, actor, Action.CANCEL_BOOKING, now, uow)
    booking = chosen.booking
    cancelled = booking.cancelled(now, past=chosen.session.has_started(now))
    uow.bookings.save(cancelled)
    uow.rosters.change(booking.session_id, -booking.seats)
    return cancelled
