"""Give an attendee's seat to somebody else (product.md D5)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import AttendeeId, BookingId
from ..booking import Booking
from ..contact import AttendeeDetails
from ..ports import BookingsUnitOfWork
from .chosen import choose_ahead


@frozen(kw_only=True)
class SubstituteAttendee:
    booking_id: BookingId
    attendee_id: AttendeeId
    details: AttendeeDetails
    version: int | None = None


def substitute_attendee(
    command: SubstituteAttendee, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork
) -> Booking:
    """The booking with the substitute. Raises :class:`BookingNotFound`, :class:`AttendeeNotFound`,
    :class:`TransitionNotListed`, :class:`Forbidden`.
    """
    require(actor, Action.CHANGE_ATTENDEES)
    booking = choose_ahead(command.booking_id, command.version, actor, Action.CHANGE_ATTENDEES, now, uow).booking
    changed = booking.substituted(command.attendee_id, command.details, now)
    uow.bookings.save(changed)
    return changed
