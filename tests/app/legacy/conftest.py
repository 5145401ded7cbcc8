"""A database at head, emptied before each test, and digests of its tables."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.app.legacy.digests import digests
from tests.stores import emptying

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def url(migrated_url: str) -> str:
    with emptying(migrated_url) as empty:
        empty()
    return migrated_url


@pytest.fixture
def sql(url: str) -> Iterator[Sql]:
    with psycopg.connect(url, autocommit=True) as connection:

        def run(text: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = connection.execute(text.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

        yield run


@pytest.fixture
def state(url: str) -> Callable[[], dict[str, str]]:
    """A digest of every table but the audit trail, which only grows."""
    return lambda: digests(url)
