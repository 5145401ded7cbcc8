"""The whole store before a merge and after it was undone, row by row: what differs is named here, and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from attrs import fields as fields_of
from attrs import has

from rft_adapters.memory import MemoryStore
from rft_adapters.postgres.tables import METADATA
from rft_domain.access.actor import ANONYMOUS
from rft_domain.customers.merging.plan import Side
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.preferences import Choices
from rft_domain.customers.profile import Profile
from rft_domain.customers.use_cases.change_preferences import ChangePreferences, change_preferences
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.customers.use_cases.undo_merge import UndoMerge, undo_merge
from rft_domain.identity.use_cases.look_up import LookUp, look_up
from rft_domain.shared.ids import CustomerId
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World, new_world
from tests.stores import emptying, memory_store, postgres_store

# what a merge and its undoing leave behind: on record, and told
ADDED = {"merges", "audit", "outbox", "entries", "activity", "consents"}
COUNTED = {"version", "updated_at"}
Dump = Callable[[], dict[str, list[Any]]]


def rows_of(connection: "psycopg.Connection[tuple[Any, ...]]") -> dict[str, list[Any]]:
    found = {}
    for table in METADATA.sorted_tables:
        names = [column.name for column in table.columns if column.name not in COUNTED]
        listed = ", ".join(f'"{name}"' for name in names)
        rows = connection.execute(f"SELECT {listed} FROM {table.schema}.{table.name}".encode()).fetchall()
        found[table.name] = sorted(map(repr, rows))
    return found


def values_of(store: MemoryStore) -> dict[str, list[Any]]:
    held = {name: value for name, value in vars(store.state).items() if name not in ("lock", "merged")}
    rows = {
        name: list(value.items()) if isinstance(value, dict) else [*enumerate(value)] for name, value in held.items()
    }
    return {name: sorted(repr((key, _plain(value))) for key, value in items) for name, items in rows.items()}


def _plain(value: Any) -> Any:
    if not has(type(value)):
        return value
    counted = {a.name: None for a in fields_of(type(value)) if a.name in COUNTED}
    return [(a.name, getattr(value, a.name)) for a in fields_of(type(value)) if a.name not in counted]


@pytest.fixture(params=["memory", "postgres"])
def staged(request: pytest.FixtureRequest) -> Iterator[tuple[World, Dump]]:
    if request.param == "memory":
        store = memory_store()
        yield new_world(Subject(open_unit_of_work=store.unit_of_work, reset=store.clear), 1), lambda: values_of(store)
        return
    url = request.getfixturevalue("migrated_url")
    with (
        postgres_store(url) as there,
        emptying(url) as empty,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        world = new_world(Subject(open_unit_of_work=there.unit_of_work, reset=empty), 1)
        yield world, lambda: rows_of(connection)


def test_a_merge_that_is_undone_leaves_every_row_as_it_was(staged: tuple[World, Dump]) -> None:
    world, dump = staged
    session, other = a_session(world), a_session(world)
    one, two = a_booking(world, session.id), a_booking(world, session.id, "anasilva@example.org", 2)
    a_booking(world, other.id, "anasilva@example.org")
    assert one.customer_id is not None
    assert two.customer_id is not None
    world.do(look_up, LookUp(reference=two.reference.symbols, email=two.contact.email.identity), ANONYMOUS)
    profile = Profile(first_name="Ana", last_name="Silva", city="York", company="Silva Ltd")
    world.clock.pass_by(minutes=1)
    world.do(change_profile, ChangeProfile(customer_id=two.customer_id, profile=profile))
    _choose(world, one.customer_id, Choices(sms=False))
    _choose(world, two.customer_id, Choices(marketing=False))
    before = dump()
    world.clock.pass_by(minutes=1)
    choices = MergeChoices(fields={"email": Side.LOSER}, keep=(two.id,))
    command = MergeCustomers(winner_id=one.customer_id, loser_id=two.customer_id, choices=choices)
    merge = world.do(merge_customers, command)
    merged = dump()
    world.clock.pass_by(minutes=1)
    world.do(undo_merge, UndoMerge(merge_id=merge.id))
    after = dump()
    moved = {"bookings", "users", "portal_sessions", "customers", "preferences"}
    assert moved <= {name for name, rows in before.items() if rows != merged[name]}
    assert {name for name, rows in before.items() if rows != after[name]} <= ADDED
    for name in ADDED & before.keys():
        assert set(before[name]) <= set(after[name])


def _choose(world: World, customer_id: CustomerId, choices: Choices) -> None:
    world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=choices))
