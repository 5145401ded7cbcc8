"""The booking that a command names, if the actor may do this to it."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, permits, require_over
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import BookingId
from ..booking import Booking
from ..errors import SessionPast
from ..ports import BookingsUnitOfWork
from ..session import BookableSession


@frozen
class Chosen:
    booking: Booking
    session: BookableSession


def choose(booking_id: BookingId, version: int | None, actor: Actor, action: Action, uow: BookingsUnitOfWork) -> Chosen:
    """Raises :class:`BookingNotFound`, :class:`CustomerAuthorizationError` or :class:`PreconditionFailed`."""
    booking = uow.bookings.get(booking_id)
    session = uow.desk.open(booking.session_id, None).session
    subject = Subject(customer_id=booking.customer_id, instructor_ids=session.instructor_ids, booking_id=booking.id)
    require_over(actor, action, subject, sees=Action.SEE_BOOKING)
    if version not in (None, booking.version):
        raise PreconditionFailed(version=booking.version)
    return Chosen(booking, session)


def choose_ahead(
    booking_id: BookingId, version: int | None, actor: Actor, action: Action, now: datetime, uow: BookingsUnitOfWork
) -> Chosen:
    """As :func:`choose`, and once the session has started for those only who may book past sessions.

    Raises :class:`SessionPast`.
    """
    chosen = choose(booking_id, version, actor, action, uow)
    if chosen.session.has_started(now) and not permits(actor, Action.BOOK_PAST_SESSION, Subject()):
        raise SessionPast(session_id=str(chosen.session.id))
    return chosen
