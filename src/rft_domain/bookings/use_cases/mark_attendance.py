"""Mark whether an attendee came (product.md D4)."""

from datetime import datetime

from attrs import field, frozen
from attrs.validators import instance_of

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import AttendeeId, BookingId
from ..attendee import Attendance
from ..booking import Booking
from ..errors import SessionNotHeld
from ..ports import BookingsUnitOfWork
from .chosen import choose


@frozen(kw_only=True)
class MarkAttendance:
    booking_id: BookingId
    attendee_id: AttendeeId
    attendance: Attendance = field(validator=instance_of(Attendance))
    version: int | None = None


def mark_attendance(command: MarkAttendance, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """The booking with the mark. Raises :class:`BookingNotFound`, :class:`AttendeeNotFound`,
    :class:`SessionNotHeld`, :class:`TransitionNotListed`.
    """
    require(actor, Action.MARK_ATTENDANCE)
    chosen = choose(command.booking_id, command.version, actor, Action.MARK_ATTENDANCE, uow)
    if not chosen.session.has_started(now):
        raise SessionNotHeld(booking_id=str(command.booking_id))
    marked = chosen.booking.marked(command.attendee_id, command.attendance, now)
    uow.bookings.save(marked)
    return marked
