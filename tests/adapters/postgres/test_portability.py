"""Rules that keep the tables portable to distributed engines (design.md 7), each with a planted fault."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Computed, ForeignKey, Identity, Integer, MetaData, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ENUM, TSRANGE, ExcludeConstraint
from sqlalchemy.sql.schema import SchemaItem

import rft_adapters.postgres
from rft_adapters.postgres.metadata import SCHEMAS
from rft_adapters.postgres.tables import METADATA


def breaches(metadata: MetaData) -> Iterator[str]:
    for table in metadata.tables.values():
        if table.schema not in SCHEMAS:
            yield f"{table.name}: not in the schema of a slice"
        if not table.primary_key.columns:
            yield f"{table.name}: no primary key"
        for constraint in table.constraints:
            if isinstance(constraint, ExcludeConstraint):
                yield f"{table.name}: exclusion constraint"
            if constraint.deferrable or constraint.initially:
                yield f"{table.name}: deferrable constraint"
        for column in table.columns:
            yield from _of_column(table.name, column)


def _of_column(table: str, column: "Column[object]") -> Iterator[str]:
    if isinstance(column.type, ENUM):
        yield f"{table}.{column.name}: PostgreSQL enum"
    if column.identity or column.computed or column.server_default or column.default or column.onupdate:
        yield f"{table}.{column.name}: the server or the driver makes the value"
    if column.primary_key and column.table.autoincrement_column is column:
        yield f"{table}.{column.name}: counted id"


def server_side(text: str) -> list[str]:
    """What makes the server act by itself."""
    return re.findall(r"CREATE (?:OR REPLACE )?(?:TRIGGER|FUNCTION|TYPE)|\b(?:UN)?LISTEN |\bNOTIFY ", text.upper())


def test_the_tables_keep_the_rules() -> None:
    assert list(breaches(METADATA)) == []
    assert {table.schema for table in METADATA.tables.values()} == set(SCHEMAS)


@pytest.mark.parametrize(
    ("expected", "more"),
    [
        ("exclusion constraint", [Column("during", TSRANGE), ExcludeConstraint(("during", "&&"))]),
        ("deferrable constraint", [Column("code", Text), UniqueConstraint("code", deferrable=True)]),
        ("deferrable constraint", [Column("other", Uuid, ForeignKey("shared.t.id", initially="DEFERRED"))]),
        ("PostgreSQL enum", [Column("status", ENUM("a", "b", name="word"))]),
        ("makes the value", [Column("status", Text, server_default="a")]),
        ("makes the value", [Column("status", Text, default="a")]),
        ("makes the value", [Column("twice", Integer, Computed("1 + 1"))]),
        ("makes the value", [Column("number", Integer, Identity())]),
    ],
)
def test_a_planted_breach_is_found(expected: str, more: list[SchemaItem]) -> None:
    metadata = MetaData()
    Table("t", metadata, Column("id", Uuid, primary_key=True), *more, schema="shared")
    assert [breach for breach in breaches(metadata) if expected in breach] != []


def test_a_planted_table_without_schema_or_key_is_found() -> None:
    metadata = MetaData()
    Table("t", metadata, Column("id", Integer))
    Table("u", metadata, Column("id", Integer, primary_key=True), schema="shared")
    assert list(breaches(metadata)) == [
        "t: not in the schema of a slice", "t: no primary key", "u.id: counted id",
    ]  # fmt: skip


def test_nothing_listens_and_nothing_is_triggered() -> None:
    """Neither in a migration nor in a statement."""
    home = Path(rft_adapters.postgres.__file__).parent
    assert [(path.name, word) for path in home.rglob("*.py") for word in server_side(path.read_text())] == []


@pytest.mark.parametrize("planted", ["create trigger t", "CREATE OR REPLACE FUNCTION f", "LISTEN news"])
def test_a_planted_statement_for_the_server_alone_is_found(planted: str) -> None:
    assert server_side(f'op.execute("{planted}")') != []
