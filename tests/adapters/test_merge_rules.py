"""Nothing can name a customer without a rule for merges: a new table, or a new dict, fails here first."""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from attrs import fields, has, resolve_types
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid

from rft_adapters.memory import belongings
from rft_adapters.memory.state import State
from rft_adapters.postgres.belongings import column_of
from rft_adapters.postgres.tables import METADATA
from rft_domain.customers.merging.rules import RULES, Fate
from rft_domain.shared.ids import CustomerId

CUSTOMERS = "customers.customers.id"
BY_HAND = {
    "customers.figures.customer_id": "part of the customer in memory",
    "legacy.people.customer_id": "no history is imported into memory",
}


def naming(metadata: MetaData) -> set[str]:
    """Every column that refers to a customer, or is called so."""
    return {
        f"{table.schema}.{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.name == "customer_id" or any(key.target_fullname == CUSTOMERS for key in column.foreign_keys)
    }


def kept_by_name(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the memory adapter holds, and each field of it that is the id of a customer; not the customer's own."""
    for held_in, hint in state.items():
        for kind in filter(has, get_args(hint)):
            resolve_types(kind)
            for attribute in fields(kind):
                if CustomerId in (attribute.type, *get_args(attribute.type)) and attribute.name != "id":
                    yield held_in, attribute.name


def hints_of_state() -> dict[str, Any]:
    """The annotations of what ``clear`` makes, which are not those of the class."""
    import ast  # noqa: PLC0415 - for this alone
    import inspect  # noqa: PLC0415 - the same

    from rft_adapters.memory import state  # noqa: PLC0415 - the same

    tree = ast.parse(inspect.getsource(State).lstrip())
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)]
    named = {
        node.target.attr: ast.unparse(node.annotation) for node in assigned if isinstance(node.target, ast.Attribute)
    }
    scope = type("Hints", (), {"__annotations__": named})
    return get_type_hints(scope, vars(state))


def test_every_column_that_names_a_customer_has_a_rule() -> None:
    assert naming(METADATA) == set(RULES)


def test_a_new_table_without_a_rule_is_noticed() -> None:
    metadata = MetaData()
    Table("customers", metadata, Column("id", Uuid, primary_key=True), schema="customers")
    Table("gifts", metadata, Column("given_to", Uuid, ForeignKey(CUSTOMERS)), schema="shop")
    Table("letters", metadata, Column("customer_id", Uuid), schema="shop")
    assert naming(metadata) - set(RULES) == {"shop.gifts.given_to", "shop.letters.customer_id"}


@pytest.mark.parametrize("place", [place for place, rule in RULES.items() if rule.is_listed])
def test_what_is_moved_or_kept_has_one_key_and_the_columns_of_its_rule(place: str) -> None:
    table = column_of(place).table
    assert [column.type.__class__ for column in table.primary_key.columns] == [Uuid]
    rule = RULES[place]
    wanted = {*rule.alone, *rule.while_empty, *(("version",) if rule.versioned else ())}
    assert wanted <= {column.name for column in table.columns}


def test_a_row_with_a_version_that_others_write_whole_counts_it_up() -> None:
    """Customers are moved with the winner's hold on them, and merges and marks are never moved."""
    versioned = {
        place for place, rule in RULES.items()
        if rule.fate is Fate.MOVED and "version" in column_of(place).table.columns
    }  # fmt: skip
    assert versioned - {place for place, rule in RULES.items() if rule.versioned} == {"customers.customers.merged_into"}


def test_the_memory_adapter_moves_everything_that_it_holds() -> None:
    known = {(kept.held_in, kept.field) for kept in belongings.PLACES.values()}
    of_the_plan = {("merges", "winner_id"), ("merges", "loser_id")}
    assert set(kept_by_name(hints_of_state())) == known - of_the_plan
    assert set(belongings.PLACES) | set(BY_HAND) == set(RULES)


def test_a_new_dict_without_a_place_is_noticed() -> None:
    from rft_domain.customers.preferences import Preferences  # noqa: PLC0415 - any class that names a customer

    assert set(kept_by_name({"gifts": dict[CustomerId, Preferences]})) == {("gifts", "customer_id")}
