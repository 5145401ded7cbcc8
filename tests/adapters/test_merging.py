"""The whole store before a merge and after it was undone, row by row: what differs is named here, and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from attrs import evolve, has
from attrs import fields as fields_of

from rft_adapters.memory import MemoryStore
from rft_adapters.postgres.tables import METADATA
from rft_domain.access.actor import ANONYMOUS
from rft_domain.customers.merging.plan import Side
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.preferences import Choices
from rft_domain.customers.profile import Profile
from rft_domain.customers.sensitive import Details, EmergencyContact
from rft_domain.customers.use_cases.change_preferences import ChangePreferences, change_preferences
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.customers.use_cases.undo_merge import UndoMerge, undo_merge
from rft_domain.identity.use_cases.look_up import LookUp, look_up
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.phone import Phone
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World, new_world
from tests.stores import emptying, memory_store, postgres_store

# what a merge and its undoing leave behind: on record, and told
ADDED = {"merges", "audit", "outbox", "entries", "activity", "consents"}
# sealed anew each time: what the winner's say is read through the port
SEALED = {"sensitive_details", "sensitive", "data_keys"}
CONTACT = EmergencyContact(name="Rui Silva", phone=Phone("+447700900123"))
TOLD = Details(emergency_contact=CONTACT, medical_flag=True, medical_notes="asthma", dietary_requirements="no nuts")
OTHERWISE = Details(medical_flag=True, medical_notes="no penicillin")
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


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        (Details(), Details(), Details()),
        (TOLD, Details(), TOLD),
        (Details(), TOLD, TOLD),
        (TOLD, OTHERWISE, evolve(TOLD, medical_notes="asthma\n\nno penicillin")),
    ],
    ids=["none", "the-winner-s", "the-loser-s", "both"],
)
def test_a_merge_that_is_undone_leaves_every_row_as_it_was(
    staged: tuple[World, Dump], mine: Details, theirs: Details, together: Details
) -> None:
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
    _tell(world, one.customer_id, mine)
    _tell(world, two.customer_id, theirs)
    before, told = dump(), _told(world, one.customer_id, two.customer_id)
    world.clock.pass_by(minutes=1)
    choices = MergeChoices(fields={"email": Side.LOSER}, keep=(two.id,))
    command = MergeCustomers(winner_id=one.customer_id, loser_id=two.customer_id, choices=choices)
    merge = world.do(merge_customers, command)
    merged = dump()
    assert _told(world, one.customer_id, two.customer_id) == [together, theirs]
    world.clock.pass_by(minutes=1)
    world.do(undo_merge, UndoMerge(merge_id=merge.id))
    after = dump()
    moved = {"bookings", "users", "portal_sessions", "customers", "preferences"}
    assert moved <= {name for name, rows in before.items() if rows != merged[name]}
    assert {name for name, rows in before.items() if rows != after[name]} <= ADDED | SEALED
    for name in ADDED & before.keys():
        assert set(before[name]) <= set(after[name])
    assert _told(world, one.customer_id, two.customer_id) == told == [mine, theirs]
    for name in SEALED & before.keys():
        ours = [row for row in before[name] if repr(one.customer_id) not in row]
        assert [row for row in after[name] if repr(one.customer_id) not in row] == ours


def _choose(world: World, customer_id: CustomerId, choices: Choices) -> None:
    world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=choices))


def _tell(world: World, customer_id: CustomerId, details: Details) -> None:
    world.do(change_sensitive_details, ChangeSensitiveDetails(customer_id=customer_id, details=details))


def _told(world: World, *customer_ids: CustomerId) -> list[Details]:
    """Under each one's own id, whoever they are part of."""
    with world.open() as uow:
        return [uow.sensitive.get(one).details for one in customer_ids]
