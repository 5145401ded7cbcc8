"""Cancel part of a group: one attendee's seat goes back, the rest is priced anew (product.md D5)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import AttendeeId, BookingId
from ..booking import Booking
from ..ports import BookingsUnitOfWork
from .chosen import choose_ahead


@frozen(kw_only=True)
class CancelAttendee:
    booking_id: BookingId
    attendee_id: AttendeeId
    version: int | None = None


def cancel_attendee(command: CancelAttendee, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The smaller booking. Raises :class:`BookingNotFound`, :class:`AttendeeNotFound`, :class:`LastAttendee`,
    :class:`TransitionNotListed`, :class:`Forbidden`.
    """
    require(actor, Action.CHANGE_ATTENDEES)
    booking = choose_ahead(command.booking_id, command.version, actor, Action.CHANGE_ATTENDEES, now, uow).booking
    smaller = booking.without(command.attendee_id, now)
    uow.bookings.save(smaller)
    uow.rosters.change(booking.session_id, -1)
    return smaller
