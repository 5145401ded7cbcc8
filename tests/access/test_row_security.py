"""The database alone, with no filter in front, lets through what the policy written by hand allows."""

from collections.abc import Iterator, Mapping
from itertools import product
from uuid import UUID

import pytest

from rft_adapters.postgres.roles import role_of
from rft_adapters.postgres.row_security import GUARDS, policies
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.decisions import permits
from rft_domain.access.policy import Action, Relation
from rft_domain.access.policy import Cell as Line
from tests.access.cells import actors, every_actor
from tests.access.mutants import idle, mutant
from tests.access.oracle import subset
from tests.access.rows import Bare, Place, connected, places, seen
from tests.access.stage import Stage

pytestmark = pytest.mark.parametrize("emptied", ["postgres"], indirect=True)

WITHOUT_ROWS = {
    Action.MANAGE_CATALOGUE: "the house writes: the office may, and nobody else",
    Action.MANAGE_DISCOUNTS: "the same",
    Action.CREATE_BOOKING: "the house writes: everybody may",
    Action.CREATE_PROVISIONAL_BOOKING: "a kind of creating",
    Action.BOOK_PAST_SESSION: "a kind of creating",
    Action.REGISTER_USER: "no row is there yet",
    Action.OPEN_CUSTOMER: "no row is there yet",
    Action.CHANGE_USER: "the house writes: the office may, and nobody else",
    Action.CHANGE_ADMIN_OR_SUPERUSER: "the same",
    Action.MERGE_CUSTOMERS: "the house writes: the office may, and nobody else",
    Action.LOG_IN: "the house writes: everybody may",
    Action.ISSUE_RESET: "the house writes: the worker may, and nobody else",
    Action.REMOVE_SECOND_FACTOR: "the same",
    Action.LOOK_UP: "the house writes: everybody may",
    Action.USE_PORTAL: "the house writes: the session says who a guest is",
    Action.CHANGE_EMAIL: "the house writes: the address goes to who proves it",
    Action.WRITE_REQUIREMENTS: "the house writes: which booking is a guest's own is not on the connection",
    Action.WRITE_NOTES: "the house writes: the office may, and nobody else",
    Action.LOG_SENT: "the house writes: the worker may, and nobody else",
    Action.EXPORT_PERSON: "the house reads: all that is known of one person, wherever it is",
    Action.ERASE_PERSON: "the house writes: the office may, and nobody else",
    Action.APPLY_RETENTION: "the house writes: the worker may, and nobody else",
    Action.ISSUE_LINK: "the house writes: the worker may, and nobody else",
    Action.PROVE_ADDRESS: "the house writes: everybody may",
    Action.SEE_INSIGHTS: "the house reads: members see no course that is no longer on sale",
    Action.SEE_OVERALL_INSIGHTS: "counts of rows that the office sees",
    Action.RECOUNT_FIGURES: "the house writes: the office may, and nobody else",
    Action.SEE_MONITOR: "the house reads: letters that wait are nobody else's to see",
    Action.ISSUE_PROOF: "the house writes: the worker may, and nobody else",
    Action.ASSIGN_CUSTOMER_OR_INSTRUCTOR: "the house writes: the office may, and nobody else",
    Action.ASSIGN_ADMIN_OR_SUPERUSER: "the same",
    Action.CHANGE_CUSTOMER_STATUS: "the same",
    Action.MANAGE_SEGMENTS: "the same",
    Action.EXPORT_CUSTOMERS: "the same",
}


@pytest.fixture(scope="module")
def owner(migrated_url: str) -> Iterator[Bare]:
    with connected(migrated_url) as connection:
        yield connection


@pytest.fixture(scope="module")
def asked_at(stage: Stage, owner: Bare) -> Mapping[Action, Place]:
    return places(stage, owner)


def expected(actor: Actor, action: Action, place: Place) -> set[UUID]:
    subjects = place.subjects
    return {id for id, may in zip(subjects, subset(actor, action, subjects.values()), strict=True) if may}


def test_every_action_is_asked_on_rows_or_says_why_not(asked_at: Mapping[Action, Place]) -> None:
    assert asked_at.keys() | WITHOUT_ROWS.keys() == set(Action)
    assert asked_at.keys() & WITHOUT_ROWS.keys() == set()


def test_every_cell_with_rows_is_the_same_in_the_database(
    stage: Stage, owner: Bare, asked_at: Mapping[Action, Place]
) -> None:
    sizes = set()
    for actor, (action, place) in product(every_actor(stage.names), asked_at.items()):
        found = place.allowed(owner, actor, action)
        assert found == expected(actor, action, place), (actor, action)
        assert found == {id for id, subject in place.subjects.items() if permits(actor, action, subject)}
        sizes.add(len(found))
    assert {0, 1, 2, 4, 6, 12} <= sizes


def test_what_belongs_to_a_row_is_seen_with_it(stage: Stage, owner: Bare) -> None:
    sizes = set()
    for actor in every_actor(stage.names):
        bookings = seen(owner, actor, "bookings.bookings")
        assert seen(owner, actor, "bookings.attendees", "booking_id") == bookings
        customers = seen(owner, actor, "customers.customers")
        assert seen(owner, actor, "customers.figures", "customer_id") == customers
        sizes.add((len(bookings), len(customers)))
    assert len(sizes) > 3


def told_apart(line: Line) -> bool:
    """Whether rows can stand in the relation of that line: nobody's own booking is "self", for one."""
    tables = [guard for guard in GUARDS.values() if line[1] in (*guard.sees, *guard.changed_by)]
    return line[2] is Relation.ANY or any(line[2] in guard.whose for guard in tables)


def test_every_line_more_or_less_of_the_policy_is_found(
    stage: Stage, owner: Bare, asked_at: Mapping[Action, Place]
) -> None:
    alive, tried = [], 0
    for kind, action, relation in product(ActorKind, asked_at, Relation):
        lines = mutant((kind, action, relation))
        if idle(lines) or not told_apart((kind, action, relation)):
            continue
        tried += 1
        with owner.transaction(force_rollback=True):
            replace(owner, kind, action, lines)
            place = asked_at[action]
            if all(
                place.allowed(owner, actor, action) == expected(actor, action, place)
                for actor in actors(kind, stage.names)
            ):
                alive.append((kind, action, relation))
    assert alive == []
    assert tried > 100


def replace(owner: Bare, kind: ActorKind, action: Action, lines: frozenset[Line]) -> None:
    """The policies of ``kind`` on the tables that ``action`` is about, as ``lines`` make them."""
    role = role_of(kind)
    for table, guard in GUARDS.items():
        if action in (*guard.sees, *guard.changed_by):
            for verb in ("select", "insert", "update"):
                owner.execute(f"DROP POLICY IF EXISTS {role}_{verb} ON {table}".encode())
            owner.execute(f"REVOKE ALL ON {table} FROM {role}".encode())
            for statement in policies(table, guard, kind, lines):
                owner.execute(statement.encode())
