"""Many at once, through the real runner; and the same without the guard."""

from collections import Counter
from unittest.mock import patch

import pytest

from rft_adapters.postgres import Store, rosters
from rft_adapters.postgres.flush import ONE, Binds, Dml, Form
from rft_domain.access.actor import ANONYMOUS
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.errors import SessionFull
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.testing import Subject, together
from rft_domain.testing.recount import every_booking, figures_wrong, seats_wrong
from rft_domain.testing.scenes import ADDRESS, a_session, wanted
from rft_domain.testing.world import World, new_world
from tests.stores import hesitating

from .conftest import Sql

RIVALS = 32


def _all_at_once(world: World, session_ids: list[object], addresses: list[str]) -> Counter[type]:
    def book(place: int) -> Booking:
        command = wanted(session_ids[place % len(session_ids)], addresses[place % len(addresses)])  # type: ignore[arg-type]  # ids of sessions
        return world.patient.run(create_booking, command, actor=ANONYMOUS)

    return Counter(type(one) for one in together([lambda place=place: book(place) for place in range(RIVALS)]))  # type: ignore[misc]  # mypy does not type a lambda's default


def test_of_many_for_the_last_seat_one_gets_it(world: World, store: Store) -> None:
    for _ in range(3):
        session = a_session(world, capacity=1)
        addresses = [f"u{number}@example.org" for number in range(RIVALS)]
        assert _all_at_once(world, [session.id], addresses) == {Booking: 1, SessionFull: RIVALS - 1}
    with store.unit_of_work() as uow:
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])


def test_many_first_bookings_for_one_address_make_one_customer(world: World, store: Store, sql: Sql) -> None:
    sessions = [a_session(world, capacity=RIVALS).id for _ in range(4)]
    addresses = [ADDRESS, ADDRESS.title(), ADDRESS.upper()]
    assert _all_at_once(world, list(sessions), addresses) == {Booking: RIVALS}
    assert sql("SELECT count(*) FROM customers.customers") == [(1,)]
    assert sql("SELECT count(*) FROM identity.users") == [(1,)]
    with store.unit_of_work() as uow:
        assert len(every_booking(uow)) == RIVALS
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])


def _unguarded() -> Form:
    def build(binds: Binds) -> Dml:
        ((session_id, seats, _),) = binds
        change = {"seats_taken": rosters.ROSTERS.c.seats_taken + seats}
        return rosters.ROSTERS.update().values(change).where(rosters.ROSTERS.c.session_id == session_id).returning(ONE)

    c = rosters.ROSTERS.c
    return Form("rosters", (c.session_id, c.seats_taken, rosters._CHANGE.columns[2]), build)


@pytest.fixture
def no_check(sql: Sql):  # type: ignore[no-untyped-def]  # a fixture that yields nothing
    sql("ALTER TABLE bookings.rosters DROP CONSTRAINT ck_rosters_seats_taken")
    yield
    sql("UPDATE bookings.rosters SET seats_taken = 0")
    sql("ALTER TABLE bookings.rosters ADD CONSTRAINT ck_rosters_seats_taken CHECK (seats_taken BETWEEN 0 AND capacity)")


@pytest.mark.usefixtures("no_check")
def test_without_the_guard_the_last_seat_is_sold_twice(store: Store) -> None:
    world = new_world(Subject(open_unit_of_work=hesitating(store.unit_of_work), reset=lambda: None), seed=2)
    session = a_session(world, capacity=1)
    with patch.object(rosters, "_CHANGE", _unguarded()):
        sold = _all_at_once(world, [session.id], [f"u{number}@example.org" for number in range(RIVALS)])
    assert sold[Booking] > 1


def test_without_the_guard_the_check_in_the_table_still_stands(world: World, store: Store) -> None:
    session = a_session(world, capacity=1)
    with patch.object(rosters, "_CHANGE", _unguarded()):
        sold = _all_at_once(world, [session.id], [f"u{number}@example.org" for number in range(RIVALS)])
    assert sold == {Booking: 1, SessionFull: RIVALS - 1}
