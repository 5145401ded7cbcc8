"""Brings a loaded booking to the state its line says, through the real use cases, from wherever it is.

Looking at where it is makes it safe to do again: an interrupted run is finished by the next one.
"""

from collections.abc import Iterator

from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.booking import BookingStatus
from rft_domain.bookings.queries import SeeBooking, see_booking
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.complete_booking import CompleteBooking, complete_booking
from rft_domain.bookings.use_cases.mark_attendance import MarkAttendance, mark_attendance
from rft_domain.bookings.views import BookingView
from rft_domain.shared.errors import Busy, RftError
from rft_domain.shared.ids import BookingId

from ..application import Application
from .statuses import OldStatus

LEFT_AS_BOOKED = "left-as-booked"
_NOTHING_TO_DO = (OldStatus.PENDING, OldStatus.CONFIRMED)


def bring_to(status: OldStatus, booking_id: BookingId, application: Application) -> Iterator[str]:
    """Yields ``left-as-booked`` where a rule says no, such as a completed booking of a session still to come."""
    if status in _NOTHING_TO_DO:
        return
    try:
        booking = application.read(see_booking, SeeBooking(booking_id=booking_id), actor=SYSTEM)
        if status is OldStatus.CANCELLED:
            _cancel(booking, application)
        else:
            _complete(booking, application, came=status is not OldStatus.NO_SHOW)
    except Busy:
        raise
    except RftError:
        yield LEFT_AS_BOOKED


def _cancel(booking: BookingView, application: Application) -> None:
    if booking.status in (BookingStatus.PENDING, BookingStatus.CONFIRMED):
        application.run(cancel_booking, CancelBooking(booking_id=booking.id), actor=SYSTEM)


def _complete(booking: BookingView, application: Application, *, came: bool) -> None:
    if booking.status is not BookingStatus.CONFIRMED:
        return
    for attendee in booking.attendees:
        if not came and attendee.attendance is Attendance.UNMARKED:
            mark = MarkAttendance(booking_id=booking.id, attendee_id=attendee.id, attendance=Attendance.NO_SHOW)
            application.run(mark_attendance, mark, actor=SYSTEM)
    application.run(complete_booking, CompleteBooking(booking_id=booking.id), actor=SYSTEM)
