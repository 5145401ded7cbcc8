"""A database at head, emptied before each test, and digests of its tables. The service's role does what is tested."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.app.legacy.digests import digests
from tests.stores import as_app, emptying

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def url(migrated_url: str) -> str:
    with emptying(migrated_url) as empty:
        empty()
    return as_app(migrated_url)


@pytest.fixture
def sql(url: str, migrated_url: str) -> Iterator[Sql]:
    with psycopg.connect(migrated_url, autocommit=True) as connection:

        def run(text: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = connection.execute(text.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

        yield run


@pytest.fixture
def state(migrated_url: str) -> Callable[[], dict[str, str]]:
    """A digest of every table but the audit trail, which only grows."""
    return lambda: digests(migrated_url)
