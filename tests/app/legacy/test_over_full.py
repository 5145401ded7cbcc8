"""History over a capacity is brought in as it was, told, and never lets a new booking in (product.md C3)."""

from collections.abc import Callable

import psycopg
import pytest

from rft_adapters.postgres import open_store
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.system import SystemEntropy
from rft_domain.access.actor import ADMIN
from rft_domain.bookings.errors import CapacityBelowSeatsTaken, SessionFull
from rft_domain.bookings.roster import Roster
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import BookingId, SessionId
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking
from rft_domain.testing.world import World, new_world
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import imported
from tests.app.loading.exports import line, people

FULL = [line(number, sessionDate="2035-05-17T09:00:00", participants=people(2)) for number in range(1, 4)]


def in_world(url: str, act: Callable[[World], object]) -> None:
    with open_store(url, entropy=SystemEntropy()) as store:
        act(new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=1))


@pytest.fixture
def session_id(url: str, sql: Sql) -> SessionId:
    """Six seats taken of three."""
    counts = imported(url, FULL, capacity=3)
    assert counts["sessions_over_full"] == 1
    assert sql("SELECT capacity, seats_taken, over_by FROM bookings.rosters") == [(3, 6, 3)]
    assert examine(url).seats_wrong == 0
    return SessionId(sql("SELECT session_id FROM bookings.rosters")[0][0])


def test_nobody_gets_in_until_enough_seats_were_given_back(url: str, sql: Sql, session_id: SessionId) -> None:
    bookings = [BookingId(id) for (id,) in sql("SELECT id FROM bookings.bookings ORDER BY id")]

    def act(world: World) -> None:
        for booking_id, after in zip(bookings, ((3, 4, 1), (3, 2, 0)), strict=False):
            with pytest.raises(SessionFull):
                a_booking(world, session_id)
            world.do(cancel_booking, CancelBooking(booking_id=booking_id))
            assert sql("SELECT capacity, seats_taken, over_by FROM bookings.rosters") == [after]
        a_booking(world, session_id)

    in_world(url, act)
    assert sql("SELECT capacity, seats_taken, over_by FROM bookings.rosters") == [(3, 3, 0)]


def test_its_capacity_may_stay_or_grow_and_never_drop(url: str, sql: Sql, session_id: SessionId) -> None:
    def act(world: World) -> None:
        with world.subject.open_unit_of_work() as uow:
            terms = uow.sessions.get(session_id).terms
        world.do(change_session, ChangeSession(session_id=session_id, terms=terms, capacity=3), actor=ADMIN)
        with pytest.raises(CapacityBelowSeatsTaken):
            world.do(change_session, ChangeSession(session_id=session_id, terms=terms, capacity=2), actor=ADMIN)
        world.do(change_session, ChangeSession(session_id=session_id, terms=terms, capacity=5), actor=ADMIN)

    in_world(url, act)
    assert sql("SELECT capacity, seats_taken, over_by FROM bookings.rosters") == [(5, 6, 1)]


def test_the_database_lets_nobody_in_either(url: str, sql: Sql, session_id: SessionId) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        sql("UPDATE bookings.rosters SET seats_taken = seats_taken + 1")


def test_a_roster_that_is_over_says_that_no_seat_is_left() -> None:
    over = Roster(session_id=SessionId(SystemEntropy().uuid()), capacity=3, over_by=2, seats_taken=5)
    assert over.seats_left == 0
    with pytest.raises(Invalid):
        Roster(session_id=over.session_id, capacity=3, seats_taken=5)
