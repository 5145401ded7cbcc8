"""A database with something in it, and empty ones to restore into."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer
from rft_app.container import open_application
from rft_app.demo import fill
from rft_app.settings import Database, Settings
from tests.stores import as_app

NewDatabase = Callable[..., str]


@pytest.fixture(scope="module")
def filled(migrated_url: str) -> str:
    """A small training provider, with people in every table that the demo knows."""
    with open_application(Settings(database=Database(url=as_app(migrated_url)))) as application:
        fill(application)
    return migrated_url


@pytest.fixture
def new_database(postgres_server: EmbeddedServer) -> Iterator[NewDatabase]:
    made: list[str] = []
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:

        def make(owner: str = "postgres") -> str:
            made.append(f"test_{uuid4().hex}")
            connection.execute(f"CREATE DATABASE {made[-1]} OWNER {owner}".encode())
            return postgres_server.url(made[-1], user=owner)

        yield make
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
