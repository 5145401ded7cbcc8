"""Write down what an attendee needs. Who may write it need not be shown it (product.md B3, H1)."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import AttendeeId, BookingId
from ...shared.text import optional_text
from ..booking import Booking
from ..errors import AttendeeNotFound
from ..ports import BookingsUnitOfWork
from .chosen import choose_ahead


@frozen(kw_only=True)
class WriteRequirements:
    """``special_requirements`` takes the place of what was written before; ``None`` is nothing."""

    booking_id: BookingId
    attendee_id: AttendeeId
    special_requirements: str | None = field(validator=optional_text(at_most=1000), repr=False)
    version: int | None = None


def write_requirements(command: WriteRequirements, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Booking:
    """Raises :class:`BookingNotFound`, :class:`AttendeeNotFound`, :class:`TransitionNotListed`, Forbidden."""
    require(actor, Action.WRITE_REQUIREMENTS)
    chosen = choose_ahead(command.booking_id, command.version, actor, Action.WRITE_REQUIREMENTS, now, uow)
    if chosen.booking.contact.email.is_erased:  # with everybody on it: what is told now, no erasure would reach
        raise AttendeeNotFound()
    changed = chosen.booking.needing(command.attendee_id, command.special_requirements, now)
    uow.bookings.save(changed)
    return changed
