"""A database at head, and ``rft`` on it."""

import os
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer
from tests.app.cli.program import Rft, rft
from tests.stores import as_app


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RFT_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def at_head(migrated_url: str) -> str:
    return migrated_url


@pytest.fixture
def on(at_head: str, monkeypatch: pytest.MonkeyPatch) -> Rft:
    """``rft`` with the database in the environment, where most people will have it."""
    monkeypatch.setenv("DATABASE_URL", as_app(at_head))
    return rft


@pytest.fixture
def empty_url(postgres_server: EmbeddedServer) -> Iterator[str]:
    """A database of its own, without a schema."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield postgres_server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
