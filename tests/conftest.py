"""What all tests share: the examples budget and one PostgreSQL for the whole run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
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

_MIGRATED, _ONE_MIGRATES = "migrated", 7_240_002

# Nothing here outlives the run; what proves durability starts a server of its own.
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture(autouse=True)
def logs_stay_as_they_were() -> Iterator[None]:
    """Where lines go is set for a whole process: what one test sets, the next must not meet."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Of the processes that tests start, the first compiles what all import: where nothing may be written beside the
    sources, each would take seconds for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with patch.dict(os.environ, PYTHONPYCACHEPREFIX=str(shared / "compiled"), PYTHONDONTWRITEBYTECODE=""):
        yield


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[EmbeddedServer]:
    """One server for all workers of this run: each is an owner, and the last to leave stops and removes it."""
    folder = Path(tempfile.gettempdir()) / f"rft-tests-{testrun_uid}"
    with embedded_server(folder, settings=_FAST, remove=True) as server:
        yield server


@contextmanager
def _new_database(server: EmbeddedServer, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        yield server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def database_url(postgres_server: EmbeddedServer) -> Iterator[str]:
    """A fresh, empty database for this test module."""
    with _new_database(postgres_server, "template1") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_template(postgres_server: EmbeddedServer) -> str:
    """A database to copy, on which nobody works: the first worker migrates it, the others wait until it has its name.

    A copy takes a tenth of a second, all migrations many times that.
    """
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_MIGRATES])
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [_MIGRATED]).fetchone() is None:
            name = f"unfinished_{uuid4().hex}"
            connection.execute(f"CREATE DATABASE {name}".encode())
            schema.upgrade(postgres_server.url(name))
            connection.execute(f"ALTER DATABASE {name} RENAME TO {_MIGRATED}".encode())
    return _MIGRATED


@pytest.fixture(scope="module")
def migrated_url(postgres_server: EmbeddedServer, migrated_template: str) -> Iterator[str]:
    """A database of this test module with our schema, and nothing in it."""
    with _new_database(postgres_server, migrated_template) as url:
        yield url
