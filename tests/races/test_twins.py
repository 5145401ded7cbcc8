"""The same races with one guard removed are lost: else they would prove nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from attrs import evolve
from sqlalchemy import Table, func

from rft_adapters.memory.belongings import MemoryBelongings
from rft_adapters.postgres import bookings, customers, receipts, rosters, unit_of_work
from rft_adapters.postgres.customers import CustomerRepository
from rft_adapters.postgres.flush import ONE, Binds, Dml, Form
from rft_adapters.postgres.forms import inserting
from rft_domain.customers.use_cases import undo_merge
from rft_domain.shared.errors import Invalid
from rft_domain.shared.receipts import Receipt
from rft_domain.testing import Open, Subject
from rft_domain.testing.broken.fault import fault, instead, swapping
from rft_domain.testing.broken.rivals import lost_updates, no_conflict_clause, seats_unguarded, superusers_not_held
from tests.races import races
from tests.races.races import Race, run_often
from tests.stores import hesitating


@fault("S9")
def no_receipts(open_unit_of_work: Open) -> Open:
    """Receipts are not kept."""

    def add(receipt: Receipt) -> None:
        return

    return swapping(open_unit_of_work, lambda parts: evolve(parts, receipts=instead(parts.receipts, add=add)))


@fault("S21")
def members_not_held(open_unit_of_work: Open) -> Open:
    """Members are read without holding them."""
    return swapping(
        open_unit_of_work, lambda parts: evolve(parts, members=instead(parts.members, hold=parts.members.of))
    )


def lost(race: Race, subject: Subject) -> None:
    """By an assertion of the race, or because what is stored now is no roster: any other error is a mistake here."""
    slow = evolve(subject, open_unit_of_work=hesitating(subject.open_unit_of_work))
    with pytest.raises((AssertionError, Invalid)):
        run_often(race, slow, rounds=30)


@pytest.mark.parametrize(
    ("race", "planted"),
    [
        (races.the_last_seat, seats_unguarded),
        (races.the_first_booking, no_conflict_clause),
        (races.a_shrinking_session, seats_unguarded),
        (races.a_double_cancellation, lost_updates),
        (races.one_key, no_receipts),
        (races.the_last_superusers, superusers_not_held),
        (races.organisers_remove_each_other, members_not_held),
    ],
    ids=lambda what: getattr(what, "__name__", None) or what.name,
)
def test_memory_loses_the_race_without_its_guard(race: Race, planted: Any, memory: Subject) -> None:
    lost(race, evolve(memory, open_unit_of_work=planted.plant(memory.open_unit_of_work)))


def _blind_update(form: Form, table: Table) -> Form:
    """Rows by ``id``, at whatever version."""

    def build(binds: Binds) -> Dml:
        [row] = binds
        values = dict(zip(table.columns, row, strict=False))
        changes = {column: bind for column, bind in values.items() if column.name != "id"}
        return table.update().values(changes).where(table.c.id == values[table.c.id]).returning(ONE)

    return Form(form.what, form.columns, build, guarded=False)


def _seats_without_guard(binds: Binds) -> Dml:
    ((session_id, seats, capacity),) = binds
    c = rosters.ROSTERS.c
    there = func.coalesce(capacity, c.capacity)
    changed = rosters.ROSTERS.update().values(seats_taken=c.seats_taken + seats, capacity=there)
    return changed.where(c.session_id == session_id).returning(ONE)


@contextmanager
def without_check(url: str) -> Iterator[None]:
    """The database's own guard behind ours is off, too."""
    table, check = "bookings.rosters", "ck_rosters_seats_taken"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}".encode())
        yield
        connection.execute(b"DELETE FROM bookings.rosters")
        connection.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK (seats_taken BETWEEN 0 AND capacity)".encode()
        )


@pytest.mark.parametrize("race", [races.the_last_seat, races.a_shrinking_session], ids=lambda race: race.__name__)
def test_postgres_oversells_without_the_seats_guard(
    race: Race, postgres: Subject, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unguarded = Form("rosters", rosters._CHANGE.columns, _seats_without_guard, guarded=False)
    monkeypatch.setattr(rosters, "_CHANGE", unguarded)
    with without_check(migrated_url):
        lost(race, postgres)


def test_postgres_gives_seats_back_twice_without_the_version_check(
    postgres: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookings, "_UPDATE", _blind_update(bookings._UPDATE, bookings.BOOKINGS))
    lost(races.a_double_cancellation, postgres)


def test_postgres_shows_errors_without_the_conflict_clause(postgres: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    """The customer's clause; a user's rival is met there first, because customers are written before users."""
    monkeypatch.setattr(customers, "_INSERT_UNLESS_KNOWN", inserting(customers.CUSTOMERS))
    lost(races.the_first_booking, postgres)


def test_postgres_books_twice_without_receipts(postgres: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts.ReceiptRepository, "parts", lambda self: [])
    lost(races.one_key, postgres)


def test_postgres_loses_its_superusers_when_nobody_holds_them(postgres: Subject) -> None:
    lost(
        races.the_last_superusers,
        evolve(postgres, open_unit_of_work=superusers_not_held.plant(postgres.open_unit_of_work)),
    )


def test_memory_loses_bookings_when_nobody_looks_again(memory: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryBelongings, "check", lambda self: None)
    lost(races.a_merge_while_they_book, memory)


def test_postgres_loses_guests_when_nobody_asks_whether_they_are_merged(
    postgres: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "living", lambda parts, but: list(parts))
    lost(races.a_merge_while_they_book, postgres)


def test_postgres_crosses_merges_that_hold_nobody(postgres: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    def pair(self: CustomerRepository, one: Any, other: Any, *, held: bool) -> Any:
        return read(self, one, other, held=False)

    read = CustomerRepository.pair
    monkeypatch.setattr(CustomerRepository, "pair", pair)
    lost(races.crossing_merges, postgres)


def test_postgres_finds_false_reasons_against_an_undo_that_a_rival_did(
    postgres: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_merge, "must_still_be_merged", lambda loser: None)
    lost(races.a_merge_undone_by_many, postgres)


def test_postgres_loses_its_organisers_when_nobody_holds_them(postgres: Subject) -> None:
    lost(
        races.organisers_remove_each_other,
        evolve(postgres, open_unit_of_work=members_not_held.plant(postgres.open_unit_of_work)),
    )
