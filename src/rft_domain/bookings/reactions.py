"""What news means for rosters and bookings, and which mail it sends."""

from datetime import datetime

from ..catalogue.events import CapacityChanged, SessionScheduled, SessionStatusChanged, SessionTermsChanged
from ..customers.events import CustomersMerged, MergeUndone
from ..shared.ids import BookingId
from ..shared.outbox import Message
from .booking import BookingStatus
from .errors import SessionHasBookings
from .events import BookingCancelled, BookingConfirmed, BookingMoved, BookingReinstated, BookingRequested
from .ports import BookingsUnitOfWork
from .roster import Roster


def on_session_scheduled(event: SessionScheduled, now: datetime, uow: BookingsUnitOfWork) -> None:
    uow.rosters.add(Roster(session_id=event.session_id, capacity=event.capacity))


def on_capacity_changed(event: CapacityChanged, now: datetime, uow: BookingsUnitOfWork) -> None:
    """Held still while deciding: between reading and writing nobody takes a seat."""
    roster = uow.rosters.hold(event.session_id)
    roster.must_fit(event.capacity)
    if event.capacity != roster.capacity:
        uow.rosters.resize(event.session_id, event.capacity)


def on_session_terms_changed(event: SessionTermsChanged, now: datetime, uow: BookingsUnitOfWork) -> None:
    """Nobody finds themselves on another course than the one they booked."""
    if event.another_course and (roster := uow.rosters.hold(event.session_id)).seats_taken:
        raise SessionHasBookings(session_id=str(event.session_id), seats_taken=roster.seats_taken)


def on_session_status_changed(event: SessionStatusChanged, now: datetime, uow: BookingsUnitOfWork) -> None:
    """A session is not cancelled over the heads of people; one that was held completes its bookings."""
    roster = uow.rosters.hold(event.session_id)
    if event.status == "cancelled" and roster.seats_taken:
        raise SessionHasBookings(session_id=str(event.session_id), seats_taken=roster.seats_taken)
    if event.status == "completed":
        for booking in uow.bookings.of_session(event.session_id):
            if booking.status is BookingStatus.CONFIRMED:
                uow.bookings.save(booking.completed(now))


def on_booking_requested(event: BookingRequested, now: datetime, uow: BookingsUnitOfWork) -> None:
    if not event.provisional and not event.past:
        _mail("booking-confirmed", event.booking_id, now, uow)


def on_booking_confirmed(event: BookingConfirmed, now: datetime, uow: BookingsUnitOfWork) -> None:
    _mail("booking-confirmed", event.booking_id, now, uow)


def on_booking_cancelled(event: BookingCancelled, now: datetime, uow: BookingsUnitOfWork) -> None:
    if not event.past:
        _mail("booking-cancelled", event.booking_id, now, uow)


def on_booking_moved(event: BookingMoved, now: datetime, uow: BookingsUnitOfWork) -> None:
    _mail("booking-moved", event.booking_id, now, uow)


def on_customers_merged(event: CustomersMerged, now: datetime, uow: BookingsUnitOfWork) -> None:
    """Both were on one session, and the office chose to give the loser's seats back."""
    for booking_id in event.given_up:
        booking = uow.bookings.get(booking_id)
        session = uow.desk.open(booking.session_id, None).session
        uow.rosters.change(booking.session_id, -booking.seats)
        handed_over = booking.of_customer(event.winner_id)
        uow.bookings.save(handed_over.cancelled(now, past=session.has_started(now)))


def on_booking_reinstated(event: BookingReinstated, now: datetime, uow: BookingsUnitOfWork) -> None:
    """They were told that it is cancelled."""
    _mail("booking-confirmed", event.booking_id, now, uow)


def on_merge_undone(event: MergeUndone, now: datetime, uow: BookingsUnitOfWork) -> None:
    for taken_up in event.taken_up:
        handed_over = uow.bookings.get(taken_up.booking_id).of_customer(event.loser_id)
        reinstated = handed_over.reinstated(BookingStatus(taken_up.status), now)
        uow.bookings.save(reinstated)
        uow.rosters.change(reinstated.session_id, reinstated.seats)


def _mail(topic: str, booking_id: BookingId, now: datetime, uow: BookingsUnitOfWork) -> None:
    body = {"booking_id": str(booking_id)}
    uow.outbox.add(Message(id=uow.entropy.uuid(), topic=topic, body=body, created_at=now))
