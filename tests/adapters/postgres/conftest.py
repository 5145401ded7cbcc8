"""One migrated database per test module, emptied before each test."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from rft_adapters.postgres import Store, StoreSettings, open_store
from rft_adapters.system import SystemEntropy
from rft_domain.testing import Subject
from rft_domain.testing.world import World, new_world
from tests.stores import MASTERS, as_app, emptying

# the server is shared with other tests, this database is not
HERE = "datname = current_database()"
# for a lock of whoever asks
WAITING = b"SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def admin(migrated_url: str) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """A connection that is no part of the store: to plant, to look, to be in the way."""
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def open_for_all(migrated_url: str) -> Iterator[Store]:
    limits = StoreSettings(lock_timeout=1, statement_timeout=5)
    with open_store(as_app(migrated_url), limits, entropy=SystemEntropy(), masters=MASTERS) as opened:
        yield opened


@pytest.fixture(scope="module")
def empty(migrated_url: str) -> Iterator[Callable[[], object]]:
    with emptying(migrated_url) as empty:
        yield empty


@pytest.fixture
def store(open_for_all: Store, empty: Callable[[], object]) -> Store:
    empty()
    return open_for_all


@pytest.fixture
def world(store: Store, empty: Callable[[], object]) -> World:
    return new_world(Subject(open_unit_of_work=store.unit_of_work, reset=empty), seed=1)


@pytest.fixture
def sql(admin: "psycopg.Connection[tuple[Any, ...]]") -> Sql:
    def run(text: str, *values: object) -> list[tuple[Any, ...]]:
        cursor = admin.execute(text.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    return run
