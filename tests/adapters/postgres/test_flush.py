"""All collected writes are one statement: it happens whole or not at all, and the seats come last."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import psycopg
import pytest
from attrs import evolve

from rft_adapters.postgres import PostgresUnitOfWork, Store
from rft_adapters.postgres.flush import MOST_PARAMETERS, statements
from rft_adapters.postgres.forms import inserting
from rft_adapters.postgres.identity import USERS, to_row
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Busy, StaleWrite
from rft_domain.shared.ids import SessionId, UserId
from rft_domain.testing.recount import every_booking, figures_wrong, seats_wrong
from rft_domain.testing.scenes import ADDRESS, a_booking, a_session, a_user, wanted
from rft_domain.testing.world import World

from .conftest import WAITING, Sql

WRITTEN = (
    "identity.users", "customers.customers", "customers.figures", "bookings.bookings", "bookings.attendees",
    "activity.entries", "activity.audit", "shared.outbox",
)  # fmt: skip


def _counts(sql: Sql) -> dict[str, int]:
    return {name: sql(f"SELECT count(*) FROM {name}")[0][0] for name in WRITTEN}


def _stage(world: World, uow: PostgresUnitOfWork, session_id: SessionId, seats: int = 1) -> None:
    world.carry_out(create_booking, wanted(session_id, seats=seats), uow)


def test_a_seat_that_is_gone_at_commit_undoes_everything(world: World, store: Store, sql: Sql) -> None:
    session = a_session(world, capacity=1)
    with store.unit_of_work() as uow:
        _stage(world, uow, session.id)
        a_booking(world, session.id, "faster@example.org")
        before = _counts(sql)
        with pytest.raises(StaleWrite) as caught:
            uow.commit()
    assert caught.value.facts == {"what": "rosters"}
    assert _counts(sql) == before


def test_an_address_that_is_known_by_then_undoes_everything(world: World, store: Store, sql: Sql) -> None:
    session = a_session(world)
    with store.unit_of_work() as uow:
        _stage(world, uow, session.id)
        a_booking(world, session.id)
        before = _counts(sql)
        with pytest.raises(StaleWrite) as caught:
            uow.commit()
    assert caught.value.facts == {"what": "customers"}
    assert _counts(sql) == before


def test_an_old_version_undoes_everything(world: World, store: Store, sql: Sql) -> None:
    booking = a_booking(world, a_session(world).id, provisional=True)
    with store.unit_of_work() as uow:
        uow.bookings.save(uow.bookings.get(booking.id).confirmed(world.clock.now))
        sql("UPDATE bookings.bookings SET version = version + 1")
        uow.rosters.change(booking.session_id, 1)
        with pytest.raises(StaleWrite) as caught:
            uow.commit()
    assert caught.value.facts == {"what": "bookings"}
    assert sql("SELECT seats_taken FROM bookings.rosters") == [(1,)]


def test_a_value_made_from_an_older_one_is_stale_although_the_newer_one_was_read(world: World, store: Store) -> None:
    booking = a_booking(world, a_session(world).id, provisional=True)
    older = booking.confirmed(world.clock.now)
    with store.unit_of_work() as uow:
        uow.bookings.save(uow.bookings.get(booking.id).cancelled(world.clock.now, past=False))
        uow.commit()
    with store.unit_of_work() as uow:
        uow.bookings.get(booking.id)
        uow.bookings.save(older)
        with pytest.raises(StaleWrite):
            uow.commit()


@contextmanager
def _waiting_for_the_seats(world: World, store: Store, migrated_url: str, *, seats_first: bool) -> Iterator[None]:
    """A first booking whose statement is at the seats, which somebody else holds."""
    session = a_session(world)

    def book() -> None:
        with store.unit_of_work() as uow:
            _stage(world, uow, session.id)
            if seats_first:
                uow._writers = tuple(reversed(uow._writers))
            with suppress(Busy):
                uow.commit()

    with psycopg.connect(migrated_url) as rival:
        rival.execute("SELECT FROM bookings.rosters FOR UPDATE")
        booking = Thread(target=book)
        booking.start()
        deadline = time.monotonic() + 5
        while not rival.execute(WAITING).fetchall():
            assert time.monotonic() < deadline, "nobody waits for the seats"
        yield
        rival.rollback()
        booking.join()


def _address_is_held(admin: "psycopg.Connection[Any]") -> bool:
    """Whether a transaction that is under way has written the address: then to write it is to wait."""
    row = "'00000000-0000-4000-8000-000000000000', 'x', $1, now(), now(), 'active', 'A', 'S', 'GB', 'individual', 1"
    columns = "id, email, email_identity, created_at, updated_at, status, first_name, last_name, country, "
    columns += "customer_type, version"
    with psycopg.RawCursor(admin) as cursor, admin.transaction(force_rollback=True):
        admin.execute("SET LOCAL lock_timeout = '100ms'")
        try:
            cursor.execute(f"INSERT INTO customers.customers ({columns}) VALUES ({row})".encode(), [ADDRESS])
        except psycopg.errors.LockNotAvailable:
            return True
    return False


@pytest.mark.parametrize("seats_first", [False, pytest.param(True, id="planted-seats-first")])
def test_the_seats_are_locked_after_all_else_is_written(
    world: World, store: Store, admin: "psycopg.Connection[Any]", migrated_url: str, seats_first: bool
) -> None:
    with _waiting_for_the_seats(world, store, migrated_url, seats_first=seats_first):
        assert _address_is_held(admin) is not seats_first


def test_added_and_then_saved_is_one_row_in_its_last_state(world: World, store: Store) -> None:
    customer_id = a_booking(world, a_session(world).id).customer_id
    assert customer_id is not None
    now = world.clock.now
    user = User.register(id=UserId(world.entropy.uuid()), email=Email.parse("new@example.org"), first_name="N",
                         last_name="S", now=now)  # fmt: skip
    with store.unit_of_work() as uow:
        uow.users.add(user)
        linked = uow.users.get(user.id).linked_to(customer_id, now)
        uow.users.save(linked)
        assert uow.users.get(user.id) == linked
        assert uow.users.get(user.id).events == ()
        uow.commit()
        assert uow.round_trips == 1
    with store.unit_of_work() as uow:
        assert uow.users.get(user.id) == linked


def test_changes_of_one_roster_add_up(world: World, store: Store, sql: Sql) -> None:
    session = a_session(world, capacity=5)
    with store.unit_of_work() as uow:
        for seats in (3, -2, 3):
            uow.rosters.change(session.id, seats)
        uow.commit()
    assert sql("SELECT seats_taken FROM bookings.rosters") == [(4,)]


def test_a_read_behind_a_write_sees_it_and_nobody_else_does(world: World, store: Store) -> None:
    session = a_session(world)
    with store.unit_of_work() as uow:
        _stage(world, uow, session.id, seats=2)
        [seen] = every_booking(uow)
        assert len(seen.attendees) == 2
        with store.unit_of_work() as other:
            assert every_booking(other) == []
        uow.commit()
    with store.unit_of_work() as uow:
        assert every_booking(uow) == [seen]
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])


def test_a_write_sent_early_goes_with_the_rest_when_nobody_commits(world: World, store: Store, sql: Sql) -> None:
    session = a_session(world)
    before = _counts(sql)
    with store.unit_of_work() as uow:
        _stage(world, uow, session.id)
        assert len(every_booking(uow)) == 1
    assert _counts(sql) == before


def test_only_the_attendees_that_changed_are_written(world: World, store: Store, sql: Sql) -> None:
    booking = a_booking(world, a_session(world).id, seats=3)
    before: dict[Any, Any] = dict(sql("SELECT id, xmin::text FROM bookings.attendees"))
    with store.unit_of_work() as uow:
        uow.bookings.save(uow.bookings.get(booking.id).without(booking.attendees[1].id, world.clock.now))
        uow.commit()
    after: dict[Any, Any] = dict(sql("SELECT id, xmin::text FROM bookings.attendees"))
    assert {key for key in after if after[key] != before[key]} == {booking.attendees[1].id}


def test_more_rows_than_one_statement_takes_are_written_together(store: Store, world: World, sql: Sql) -> None:
    template = a_user(world)
    count = MOST_PARAMETERS // len(USERS.columns) + 1
    rows = []
    for number in range(count):
        email = Email.parse(f"u{number}@example.org")
        rows.append(to_row(evolve(template, id=UserId(world.entropy.uuid()), email=email)))
    assert len(statements([(inserting(USERS), rows)])) == 2
    with store.unit_of_work() as uow:
        for row in rows:
            uow.users.add(evolve(template, id=row[0], email=Email(row[1], row[2])))
        uow.commit()
        assert uow.round_trips == 1
    assert sql("SELECT count(*) FROM identity.users") == [(count + 1,)]


def test_a_held_roster_stays_still_until_the_commit(world: World, store: Store) -> None:
    session = a_session(world, capacity=2)
    with store.unit_of_work() as uow:
        assert uow.rosters.hold(session.id).seats_taken == 0
        assert uow.round_trips == 1
        with store.unit_of_work() as rival:
            rival.rosters.change(session.id, 1)
            with pytest.raises(Busy):
                rival.commit()
        uow.rosters.resize(session.id, 1)
        uow.rosters.change(session.id, 1)
        uow.commit()
        assert uow.round_trips == 2
    with store.unit_of_work() as uow:
        roster = uow.rosters.hold(session.id)
    assert (roster.capacity, roster.seats_taken) == (1, 1)


def test_of_two_superusers_at_once_one_waits(world: World, store: Store) -> None:
    chief = a_user(world, role=Role.SUPERUSER)
    with store.unit_of_work() as uow:
        assert uow.superusers.hold() == {chief.id}
        with store.unit_of_work() as rival:
            rival.users.save(rival.users.get(chief.id).in_role(Role.ADMIN, world.clock.now))
            with pytest.raises(Busy):
                rival.commit()
