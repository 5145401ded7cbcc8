"""Every column there is has a rule, in both stores: what is new has none, and fails here."""

import ast
import inspect
from textwrap import dedent
from typing import Any, get_args

import pytest
from attrs import fields, has, resolve_types
from sqlalchemy import Column, Table

from rft_adapters.memory import state
from rft_adapters.memory.privacy.views import ATTENDEES, ATTRIBUTES
from rft_adapters.memory.state import State
from rft_adapters.postgres.tables import METADATA
from rft_domain.privacy.retention import RULES
from rft_domain.privacy.tables import TABLES
from rft_domain.shared.money import Money
from rft_domain.testing.privacy import unruled

_RULES = {table.name: table for table in TABLES}
_THERE = {f"{table.schema}.{table.name}": table for table in METADATA.sorted_tables}
# what is only a look-up of what is beside it, and what is inside another table's values
_LOOK_UPS = {
    "lock", "users_by_email", "users_by_phone", "auth_sessions_by_token", "customers_by_email", "courses_by_code",
    "merged", "bookings_by_session", "references",
}  # fmt: skip
_PEOPLE = ("customers.customers.id", "identity.users.id", "bookings.bookings.id")
_OF_PEOPLE = {"customer_id", "user_id", "created_by", "booked_by", "email", "email_identity", "actor_id"}


def _columns(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def test_every_column_of_every_table_has_a_rule() -> None:
    assert unruled({name: _columns(table) for name, table in _THERE.items()}, TABLES) == set()


def test_a_new_column_and_a_new_table_have_none() -> None:
    there = {name: _columns(table) for name, table in _THERE.items()}
    there["customers.customers"] |= {"shoe_size"}
    there["customers.shoes"] = {"id", "customer_id"}
    assert unruled(there, TABLES) == {
        ("customers.customers", "shoe_size"),
        ("customers.shoes", "id"),
        ("customers.shoes", "customer_id"),
    }


def test_the_rules_are_about_what_is_there() -> None:
    assert {(name, column) for name, table in _RULES.items() for column in table.columns} == {
        (name, column) for name, table in _THERE.items() for column in _columns(table)
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_stays_says_why_and_what_is_told_or_not_says_so_too(table: Any) -> None:
    assert table.goes or table.because
    assert bool(table.section) != bool(table.untold_because)
    assert bool(table.section) == bool(table.told) == bool(table.told_found)
    named = {one.column for step in table.steps for one in step.found} | table.erased | {*table.told} | table.own
    assert named | table.ids_of_others <= table.columns.keys()


def _refers(column: "Column[Any]") -> bool:
    return column.name in _OF_PEOPLE or any(key.target_fullname in _PEOPLE for key in column.foreign_keys)


@pytest.mark.parametrize("name", _THERE)
def test_what_refers_to_a_person_is_found_by_it_or_says_why_not(name: str) -> None:
    """Rows of a person are told, or the table says why not; and erased, or says why they may stay."""
    if any(map(_refers, _THERE[name].columns)):
        rules = _RULES[name]
        assert rules.told_found or rules.untold_because
        assert rules.steps or rules.because


@pytest.mark.parametrize("name", _THERE)
def test_erased_columns_may_be_empty_where_they_are_emptied(name: str) -> None:
    emptied = {column for step in _RULES[name].steps for column, kind in step.changes.items() if kind == "nothing"}
    assert {column for column in emptied if not _THERE[name].c[column].nullable} == set()


def test_every_part_of_the_memory_store_is_a_table_of_the_rules() -> None:
    assert vars(State()).keys() - _LOOK_UPS == {*ATTRIBUTES.values()}
    assert ATTRIBUTES.keys() <= _RULES.keys()


def _leaves(kind: Any, path: str = "") -> set[str]:
    """Paths of the values inside an attrs class. Events are news, and not kept; money has no parts that are told."""
    resolve_types(kind)
    found: set[str] = set()
    for attribute in fields(kind):
        inside = f"{path}{attribute.name}"
        kinds: list[Any] = [*get_args(attribute.type)] or [attribute.type]
        parts = [part for part in kinds if has(part) and part is not Money]
        if attribute.name != "events":
            found |= set().union(*(_leaves(part, f"{inside}.") for part in parts)) if parts else {inside}
    return found


def _kinds() -> dict[str, Any]:
    """What the parts of the memory store hold, as its source says."""
    tree = ast.parse(dedent(inspect.getsource(State.clear)))
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)]
    kinds = {node.target.attr: ast.unparse(node.annotation) for node in parts if isinstance(node.target, ast.Attribute)}
    names = {name: kind.rstrip("]").rpartition("[")[2].rpartition(", ")[2] for name, kind in kinds.items()}
    known: dict[str, Any] = vars(state)
    return {name: known[kind] for name, kind in names.items() if kind in known and has(known[kind])}


def _paths(attribute: str) -> set[str]:
    """Of all tables that are in the same values; attendees are inside their booking."""
    tables = [_RULES[name] for name, kept in ATTRIBUTES.items() if kept == attribute]
    paths = {path for table in tables for path in table.columns.values() if path}
    inside = _RULES[ATTENDEES].columns.values() if attribute == "bookings" else ()
    return paths | {f"attendees.{path}" for path in inside if path} | _ELSEWHERE.get(attribute, set())


def _ruled(leaf: str, paths: set[str]) -> bool:
    return any(leaf == path or leaf.startswith(f"{path}.") or path.startswith(f"{leaf}.") for path in paths)


# a table of its own in PostgreSQL, with a rule there
_ELSEWHERE = {"sessions": {"terms.instructor_ids"}, "sensitive": {"details.medical_flag"}}


@pytest.mark.parametrize("attribute", sorted({*ATTRIBUTES.values()}))
def test_every_value_in_the_memory_store_has_a_rule_for_each_of_its_parts(attribute: str) -> None:
    paths = _paths(attribute)
    assert {leaf for leaf in _leaves(_kinds()[attribute]) if not _ruled(leaf, paths)} == set()


def test_a_part_without_a_rule_is_found() -> None:
    assert not _ruled("profile.shoe_size", _paths("customers"))


def test_every_rule_of_retention_is_about_columns_that_are_there() -> None:
    for rule in RULES:
        columns = {*_THERE[rule.table].c.keys()}
        assert {*rule.emptied} <= columns
        last = rule.through[-1][1] if rule.through else rule.table
        assert rule.since in _THERE[last].c
        assert rule.days > 0
        assert rule.because
