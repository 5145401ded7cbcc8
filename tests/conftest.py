"""What all tests share: the examples budget and one PostgreSQL for the whole run."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import structlog
from hypothesis import settings

from rft_adapters.embedded import EmbeddedServer, embedded_server
from rft_adapters.postgres import schema

settings.register_profile("ci", derandomize=False, deadline=None, max_examples=100, print_blob=True)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Nothing here outlives the run; what proves durability starts a server of its own.
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture(autouse=True)
def logs_stay_as_they_were() -> Iterator[None]:
    """Where lines go is set for a whole process: what one test sets, the next must not meet."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[EmbeddedServer]:
    """One server for all workers of this run: each is an owner, and the last to leave stops and removes it."""
    folder = Path(tempfile.gettempdir()) / f"rft-tests-{testrun_uid}"
    with embedded_server(folder, settings=_FAST, remove=True) as server:
        yield server


@pytest.fixture(scope="module")
def database_url(postgres_server: EmbeddedServer) -> Iterator[str]:
    """A fresh, empty database for this test module."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield postgres_server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def migrated_url(database_url: str) -> str:
    """A database of this test module with our schema, and nothing in it."""
    schema.upgrade(database_url)
    return database_url
