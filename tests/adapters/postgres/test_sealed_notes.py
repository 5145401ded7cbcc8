"""What a note says is sealed in its row, for the customer that it was written about."""

from collections.abc import Iterator
from functools import partial
from unittest.mock import patch

import pytest
from attrs import frozen

from rft_adapters import sealing
from rft_adapters.postgres import Store, StoreSettings, open_store
from rft_adapters.sealing import Place
from rft_adapters.system import SystemEntropy
from rft_domain.access.actor import ADMIN, Actor
from rft_domain.activity.timeline import NOTE as OF_NOTES
from rft_domain.activity.timeline import SeeTimeline, TimelineFilter, see_timeline
from rft_domain.customers.note import Note
from rft_domain.customers.note_queries import ListNotes, list_notes
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.customers.use_cases.undo_merge import UndoMerge, undo_merge
from rft_domain.customers.use_cases.withdraw_note import WithdrawNote, withdraw_note
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session, member
from rft_domain.testing.world import World, new_world, refusal
from tests.adapters.postgres.conftest import Sql
from tests.adapters.postgres.sealed import ANA, BEN, DETAILS, NOTE, of, tell, told, write_down, written
from tests.stores import as_app

_OTHERS = "Prefers the mornings"
_FLIP = "UPDATE customers.notes SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
_COLUMNS = "sealed, sealed_for"


@frozen
class Two:
    """Two customers, with a note about each."""

    mine: Note
    theirs: Note


@pytest.fixture
def two(world: World) -> Two:
    ana, ben = (of(a_booking(world, a_session(world).id, address)) for address in (ANA, BEN))
    return Two(write_down(world, ana), write_down(world, ben, _OTHERS))


def timeline(world: World, customer_id: CustomerId) -> list[str]:
    query = SeeTimeline(customer_id=customer_id, wanted=TimelineFilter(type=OF_NOTES))
    with world.open() as uow:
        page = see_timeline(query, actor=ADMIN, now=world.clock.now, uow=uow)
    return [item.text for item in page.items]


def is_refused(world: World, customer_id: CustomerId) -> bool:
    """In both lists, and never another text."""
    asked = (partial(written, world, customer_id), partial(timeline, world, customer_id))
    return all(isinstance(refusal(ask), SealedDataRefused) for ask in asked)


def test_a_note_is_sealed_with_the_key_of_its_customer(world: World, sql: Sql, two: Two) -> None:
    tell(world, two.mine.customer_id)
    write_down(world, two.mine.customer_id)
    assert written(world, two.mine.customer_id) == timeline(world, two.mine.customer_id) == [NOTE, NOTE]
    assert sql("SELECT count(*) FROM customers.data_keys") == [(2,)]
    rows = sql("SELECT sealed, sealed_for, to_jsonb(n)::text FROM customers.notes n")
    assert {row[1] for row in rows} == {two.mine.customer_id, two.theirs.customer_id}
    assert len({bytes(row[0]) for row in rows}) == 3
    assert [word for word in ("Notecanary", b"Notecanary".hex()) if word in str(rows)] == []


def test_withdrawing_seals_nothing_anew(world: World, sql: Sql, two: Two) -> None:
    before = sql(f"SELECT {_COLUMNS} FROM customers.notes ORDER BY id")
    world.do(withdraw_note, WithdrawNote(customer_id=two.mine.customer_id, note_id=two.mine.id))
    assert sql(f"SELECT {_COLUMNS} FROM customers.notes ORDER BY id") == before
    assert sql("SELECT count(*) FROM customers.notes WHERE withdrawn_at IS NOT NULL") == [(1,)]
    assert written(world, two.mine.customer_id) == [NOTE]


# what somebody may do to the table, by hand


@pytest.mark.parametrize("change", [_FLIP, "UPDATE customers.notes SET sealed = ''"])
def test_changed_bytes_are_refused(world: World, sql: Sql, two: Two, change: str) -> None:
    sql(f"{change} WHERE id = %s", two.mine.id)
    assert is_refused(world, two.mine.customer_id)
    assert written(world, two.theirs.customer_id) == [_OTHERS]


@pytest.mark.parametrize("columns", ["sealed", _COLUMNS])
def test_what_another_note_says_is_refused(world: World, sql: Sql, two: Two, columns: str) -> None:
    """Of another customer, and of the same one."""
    another = write_down(world, two.mine.customer_id, "We have a ramp")
    for source in (two.theirs, another):
        moved = f"(SELECT {columns} FROM customers.notes WHERE id = %s)"
        sql(f"UPDATE customers.notes SET ({columns}) = {moved} WHERE id = %s", source.id, two.mine.id)
        assert is_refused(world, two.mine.customer_id)


def test_a_text_of_another_table_is_refused(world: World, sql: Sql, two: Two) -> None:
    tell(world, two.mine.customer_id)
    sql(
        "UPDATE customers.notes n SET sealed = d.medical FROM customers.sensitive_details d "
        "WHERE n.customer_id = d.customer_id"
    )
    assert is_refused(world, two.mine.customer_id)


def test_without_its_data_key_it_is_refused(world: World, sql: Sql, two: Two) -> None:
    sql("DELETE FROM customers.data_keys WHERE subject_id = %s", two.mine.customer_id)
    assert is_refused(world, two.mine.customer_id)
    assert written(world, two.theirs.customer_id) == [_OTHERS]


def test_a_twin_that_binds_to_nothing_shows_what_is_known_of_another(world: World, sql: Sql) -> None:
    """What the tests above would say of it."""
    with (
        patch.object(Place, "bound", lambda place, row_id, subject_id: b""),
        patch.object(sealing, "_bound_key", lambda subject_id, master_id: b""),
    ):
        session_id = a_session(world).id
        ana, ben = (of(a_booking(world, session_id, address)) for address in (ANA, BEN))
        mine, theirs = write_down(world, ana), write_down(world, ben, _OTHERS)
        moved = f"(SELECT {_COLUMNS} FROM customers.notes WHERE id = %s)"
        sql(f"UPDATE customers.notes SET ({_COLUMNS}) = {moved} WHERE id = %s", theirs.id, mine.id)
        assert written(world, ana) == timeline(world, ana) == [_OTHERS]


# merging, and erasing


def test_a_merge_moves_notes_and_opens_none(world: World, sql: Sql, two: Two) -> None:
    winner, loser = two.mine.customer_id, two.theirs.customer_id
    before = sql(f"SELECT id, {_COLUMNS} FROM customers.notes ORDER BY id")
    world.clock.pass_by(minutes=1)
    merge = world.do(merge_customers, MergeCustomers(winner_id=winner, loser_id=loser))
    assert sorted(written(world, winner)) == sorted(timeline(world, winner)) == sorted([NOTE, _OTHERS])
    world.do(withdraw_note, WithdrawNote(customer_id=winner, note_id=two.theirs.id))
    assert sql(f"SELECT id, {_COLUMNS} FROM customers.notes ORDER BY id") == before
    assert {row[0] for row in sql("SELECT customer_id FROM customers.notes")} == {winner}
    world.do(undo_merge, UndoMerge(merge_id=merge.id))
    assert (written(world, winner), written(world, loser)) == ([NOTE], [_OTHERS])


@pytest.mark.parametrize("merged", [False, True])
def test_who_is_erased_takes_notes_and_all_their_keys_along(world: World, sql: Sql, two: Two, merged: bool) -> None:
    mine, theirs = two.mine.customer_id, two.theirs.customer_id
    if merged:
        world.do(merge_customers, MergeCustomers(winner_id=mine, loser_id=theirs))
    erase = EraseCustomer(customer_id=mine, with_bookings_ahead=True, with_members=True)
    assert world.do(erase_customer, erase).rows["customers.notes"] == 1 + merged
    left = [] if merged else [(theirs,)]
    assert sql("SELECT customer_id FROM customers.notes") == left
    assert sql("SELECT subject_id FROM customers.data_keys") == left


# who reads, and without a key


def test_members_read_what_they_are_shown_though_no_key_is_theirs_to_read(world: World, store: Store) -> None:
    session_id = a_session(world).id
    booking = a_booking(world, session_id)
    write_down(world, of(booking))
    write_down(world, of(booking), "We have a ramp", internal=False)
    actor = member(booking.booked_by, booking.customer_id)

    def shown(actor: Actor) -> tuple[list[str], int]:
        before = store.round_trips
        with store.reading_as(actor) as uow:
            page = list_notes(ListNotes(), actor=actor, now=world.clock.now, uow=uow)
        return [note.text for note in page.items], store.round_trips - before

    texts, trips = shown(actor)
    assert texts == ["We have a ramp"]
    without_notes = a_booking(world, session_id, BEN)
    nothing, fewer = shown(member(without_notes.booked_by, without_notes.customer_id))
    assert (nothing, trips - fewer) == ([], 1)


@pytest.fixture
def keyless(migrated_url: str, world: World) -> Iterator[World]:
    """The same database in the hands of a service without a key."""
    with open_store(as_app(migrated_url), StoreSettings(pool_size=2), entropy=SystemEntropy()) as store:
        yield new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=2)


def test_without_a_master_key_no_note_is_written_or_read(world: World, keyless: World, sql: Sql, two: Two) -> None:
    mine = two.mine.customer_id
    withdraw = WithdrawNote(customer_id=mine, note_id=two.mine.id)
    for ask in (
        lambda: write_down(keyless, mine),
        lambda: written(keyless, mine),
        lambda: timeline(keyless, mine),
        lambda: keyless.do(withdraw_note, withdraw),
    ):
        assert isinstance(refusal(ask), DataKeyMissing)
    assert sql("SELECT count(*) FROM customers.notes") == [(2,)]
    sql("DELETE FROM customers.notes")
    assert written(keyless, mine) == timeline(keyless, mine) == []


def test_destroying_what_is_sensitive_shuts_notes_too(world: World, store: Store, two: Two) -> None:
    """Whoever is erased loses both in one transaction; a copy of either opens no more."""
    tell(world, two.theirs.customer_id)
    with store.unit_of_work() as uow:
        uow.sensitive.destroy(two.mine.customer_id)
        uow.commit()
    assert is_refused(world, two.mine.customer_id)
    assert (written(world, two.theirs.customer_id), told(world, two.theirs.customer_id)) == ([_OTHERS], DETAILS)
