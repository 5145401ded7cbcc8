"""The migrations lead to the tables, there and back, whoever starts them."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.schema import CreateIndex, CreateTable

from rft_adapters.embedded import EmbeddedServer
from rft_adapters.postgres import downgrade, open_store, status, upgrade
from rft_adapters.postgres.metadata import SCHEMAS
from rft_adapters.postgres.query import DIALECT
from rft_adapters.postgres.tables import METADATA
from rft_adapters.system import SystemEntropy

_CATALOG = """
    SELECT n.nspname || '.' || c.relname, 'column', a.attname,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || coalesce(' collate ' || l.collname, '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
     WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname = ANY(%(schemas)s)
    UNION ALL
    SELECT conrelid::regclass::text, 'constraint', conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = ANY(%(schemas)s::regnamespace[]) AND conrelid <> 0
    UNION ALL
    SELECT schemaname || '.' || tablename, 'index', indexname, indexdef
      FROM pg_indexes WHERE schemaname = ANY(%(schemas)s)
    UNION ALL
    SELECT n.nspname || '.' || c.relname, 'option', c.relname, coalesce(c.reloptions::text, '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname = ANY(%(schemas)s)
    UNION ALL
    SELECT tgrelid::regclass::text, 'trigger', tgname, '' FROM pg_trigger WHERE NOT tgisinternal
"""
_OWN = "alembic_version"


def _catalog(url: str) -> set[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(_CATALOG, {"schemas": list(SCHEMAS)}).fetchall()
    return {row for row in rows if _OWN not in row[0]}


def _everything(url: str) -> set[tuple[Any, ...]]:
    """All that is in the database and not the server's own."""
    own = "nspname !~ '^(pg_|information_schema)'"
    with psycopg.connect(url) as connection:
        found = connection.execute(
            f"""
            SELECT 'schema', nspname FROM pg_namespace WHERE {own} AND nspname <> 'public' UNION ALL
            SELECT 'relation', relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE {own} UNION ALL
            SELECT 'function', proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE {own} UNION ALL
            SELECT 'type', typname FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace WHERE {own}
        """.encode()
        )
        return set(found.fetchall())


@pytest.fixture
def fresh_url(postgres_server: EmbeddedServer) -> Iterator[str]:
    name = f"schema_{uuid4().hex}"
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield postgres_server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def tables_url(database_url: str) -> Iterator[str]:
    """The tables as the program knows them, made without a migration."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for schema in SCHEMAS:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        for table in METADATA.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=DIALECT)).encode())
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=DIALECT)).encode())
        yield database_url
        for schema in SCHEMAS:
            connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def test_the_migrated_schema_is_that_of_the_tables(fresh_url: str, tables_url: str) -> None:
    upgrade(fresh_url)
    migrated, wanted = _catalog(fresh_url), _catalog(tables_url)
    assert migrated - wanted == set()
    assert wanted - migrated == set()
    assert {row[0].partition(".")[0] for row in wanted} == set(SCHEMAS)


@pytest.mark.parametrize(
    "planted",
    [
        "ALTER TABLE identity.users ADD COLUMN nickname text",
        "ALTER TABLE identity.users ALTER COLUMN role DROP NOT NULL",
        "ALTER TABLE identity.users DROP CONSTRAINT ck_users_role",
        "DROP INDEX identity.ix_users_role",
        "ALTER TABLE bookings.rosters RESET (fillfactor)",
        "ALTER TABLE customers.figures ALTER COLUMN total_spent TYPE numeric(10,2)",
    ],
)
def test_a_planted_difference_is_found(fresh_url: str, tables_url: str, planted: str) -> None:
    upgrade(fresh_url)
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(planted.encode())
    assert _catalog(fresh_url) != _catalog(tables_url)


def test_down_leaves_nothing_behind_and_up_again_is_the_same(fresh_url: str) -> None:
    empty = _everything(fresh_url)
    upgrade(fresh_url)
    migrated = _everything(fresh_url)
    downgrade(fresh_url, "base")
    assert _everything(fresh_url) == empty
    downgrade(fresh_url, "base")
    upgrade(fresh_url)
    assert _everything(fresh_url) == migrated


def test_each_step_goes_down_by_itself(fresh_url: str) -> None:
    steps = status(fresh_url).pending
    upgrade(fresh_url)
    for revision in reversed(steps[:-1]):
        downgrade(fresh_url, revision)
        assert status(fresh_url).current == revision


def test_the_status_says_where_it_is_and_what_is_to_come(fresh_url: str) -> None:
    before = status(fresh_url)
    assert (before.current, before.pending[-1]) == (None, before.head)
    upgrade(fresh_url, before.pending[0])
    halfway = status(fresh_url)
    assert (halfway.current, halfway.pending) == (before.pending[0], before.pending[1:])
    upgrade(fresh_url)
    assert (status(fresh_url).current, status(fresh_url).pending) == (before.head, ())


def test_the_store_knows_whether_its_schema_is_current(fresh_url: str) -> None:
    with open_store(fresh_url, entropy=SystemEntropy()) as store:
        assert not store.schema_is_current()
        upgrade(fresh_url, "0001_customers")
        assert not store.schema_is_current()
        upgrade(fresh_url)
        assert store.schema_is_current()


def test_programs_that_start_together_migrate_once(fresh_url: str) -> None:
    program = "import sys; from rft_adapters.postgres import upgrade; upgrade(sys.argv[1])"
    starting = [subprocess.Popen([sys.executable, "-c", program, fresh_url]) for _ in range(3)]
    assert [process.wait(60) for process in starting] == [0, 0, 0]
    assert status(fresh_url).pending == ()
