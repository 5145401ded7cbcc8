"""What an import leaves is a state that every use case works on."""

import pytest

from rft_adapters.postgres import open_store
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.system import SystemEntropy
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.use_cases.cancel_attendee import CancelAttendee, cancel_attendee
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.complete_booking import CompleteBooking, complete_booking
from rft_domain.bookings.use_cases.move_booking import MoveBooking, move_booking
from rft_domain.shared.ids import BookingId
from rft_domain.testing import Subject
from rft_domain.testing.recount import figures_wrong
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World, new_world
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import imported
from tests.app.loading.exports import line, people

COMING = "2035-05-17T09:00:00"


def cancelled(world: World, booking: Booking) -> None:
    world.do(cancel_booking, CancelBooking(booking_id=booking.id))


def reduced(world: World, booking: Booking) -> None:
    world.do(cancel_attendee, CancelAttendee(booking_id=booking.id, attendee_id=booking.attendees[0].id))


def moved(world: World, booking: Booking) -> None:
    world.do(move_booking, MoveBooking(booking_id=booking.id, session_id=a_session(world).id))


def completed(world: World, booking: Booking) -> None:
    world.do(complete_booking, CompleteBooking(booking_id=booking.id))


def booked_again(world: World, booking: Booking) -> None:
    again = a_booking(world, a_session(world).id, address=booking.contact.email.typed)
    assert again.customer_id == booking.customer_id is not None


@pytest.mark.parametrize("act", [cancelled, reduced, moved, completed, booked_again])
def test_use_cases_go_on_from_imported_bookings(url: str, sql: Sql, act: object) -> None:
    date = "2023-05-17T09:00:00" if act is completed else COMING
    imported(url, [line(1, participants=people(3), sessionDate=date, totalAmount=200, finalAmount=200)])
    [[booking_id]] = sql("SELECT id FROM bookings.bookings")
    with open_store(url, entropy=SystemEntropy()) as store:
        world = new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=1)
        with store.unit_of_work() as uow:
            booking = uow.bookings.get(BookingId(booking_id))
        assert callable(act)
        act(world, booking)
        with store.unit_of_work() as uow:
            assert figures_wrong(uow) == []
    assert (examine(url).seats_wrong, examine(url).figures_wrong) == (0, 0)
