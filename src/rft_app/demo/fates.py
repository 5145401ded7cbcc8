"""What becomes of a booking: every state and every change occurs."""

from contextlib import suppress
from enum import Enum
from random import Random

from attrs import frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.booking import Booking, BookingStatus
from rft_domain.bookings.errors import SessionFull
from rft_domain.bookings.queries import BookingFilter, ListBookings, list_bookings
from rft_domain.bookings.use_cases.cancel_attendee import CancelAttendee, cancel_attendee
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.confirm_booking import ConfirmBooking, confirm_booking
from rft_domain.bookings.use_cases.mark_attendance import MarkAttendance, mark_attendance
from rft_domain.bookings.use_cases.move_booking import MoveBooking, move_booking
from rft_domain.bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from rft_domain.shared.ids import SessionId
from rft_domain.shared.paging import PageRequest

from .diary import Diary
from .people import Person


class Fate(Enum):
    """With how often it strikes, in a hundred."""

    STAYS = ("stays", 60)
    WAITS = ("waits", 10)
    CANCELLED = ("cancelled", 13)
    MOVED = ("moved", 6)
    REDUCED = ("reduced", 6)
    SUBSTITUTED = ("substituted", 5)

    @property
    def weight(self) -> int:
        return self.value[1]


def confirm(diary: Diary, booking: Booking) -> None:
    diary.run(confirm_booking, ConfirmBooking(booking_id=booking.id))


@frozen
class Ways:
    """Where a booking could move to, and who could come instead of somebody."""

    later: SessionId | None
    substitute: Person


def meet(fate: Fate, diary: Diary, booking: Booking, ways: Ways) -> None:
    last = booking.attendees[-1]
    if fate is Fate.CANCELLED:
        diary.run(cancel_booking, CancelBooking(booking_id=booking.id))
    elif fate is Fate.MOVED and ways.later is not None:
        with suppress(SessionFull):
            diary.run(move_booking, MoveBooking(booking_id=booking.id, session_id=ways.later))
    elif fate is Fate.REDUCED and len(booking.attendees) > 1:
        diary.run(cancel_attendee, CancelAttendee(booking_id=booking.id, attendee_id=last.id))
    elif fate is Fate.SUBSTITUTED:
        details = ways.substitute.attendee()
        command = SubstituteAttendee(booking_id=booking.id, attendee_id=last.id, details=details)
        diary.run(substitute_attendee, command)


def attend(diary: Diary, session_id: SessionId, chance: Random) -> None:
    """At the end of the day nearly all have come."""
    wanted = BookingFilter(session_id=session_id, status=BookingStatus.CONFIRMED)
    page = diary.read(list_bookings, ListBookings(wanted=wanted, page=PageRequest(limit=200)), SYSTEM)
    # oldest first, so that chance strikes the same bookings in every demo
    for booking in sorted(page.items, key=lambda booking: booking.created_at):
        for attendee in booking.attendees:
            mark = Attendance.NO_SHOW if chance.random() < 0.08 else Attendance.ATTENDED
            command = MarkAttendance(booking_id=booking.id, attendee_id=attendee.id, attendance=mark)
            diary.run(mark_attendance, command)
