"""Confirm a provisional booking."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import BookingId
from ..booking import Booking
from ..ports import BookingsUnitOfWork
from .chosen import choose


@frozen(kw_only=True)
class ConfirmBooking:
    booking_id: BookingId
    version: int | None = None


def confirm_booking(command: ConfirmBooking, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The confirmed booking. Raises :class:`BookingNotFound` or :class:`TransitionNotListed`."""
    require(actor, Action.CONFIRM_BOOKING)
    booking = choose(command.booking_id, command.version, actor, Action.CONFIRM_BOOKING, uow).booking
    confirmed = booking.confirmed(now)
    uow.bookings.save(confirmed)
    return confirmed
