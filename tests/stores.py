"""The two stores as tests use them: opened, emptied, and made to fail."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count, cycle
from unittest.mock import patch

import psycopg

from rft_adapters.memory import MemoryStore
from rft_adapters.memory.records import MemoryAudit
from rft_adapters.postgres import Store, open_store
from rft_adapters.postgres.flush import Statement
from rft_adapters.postgres.link import Link
from rft_adapters.postgres.roles import APP
from rft_adapters.postgres.settings import StoreSettings
from rft_adapters.postgres.tables import METADATA
from rft_adapters.sealing import MasterKeys
from rft_adapters.system import SystemEntropy
from rft_domain.shared.errors import OutcomeUnknown, Transient

MASTERS = MasterKeys({"tests": bytes(range(32))})


def memory_store() -> MemoryStore:
    return MemoryStore(SystemEntropy())


def as_app(url: str) -> str:
    """The same database of the tests' server, for who may not pass by row-level security."""
    return url.replace("//postgres@", f"//{APP}@", 1)


@contextmanager
def postgres_store(url: str, settings: StoreSettings = StoreSettings()) -> Iterator[Store]:
    with open_store(as_app(url), settings, entropy=SystemEntropy(), masters=MASTERS) as store:
        yield store


@contextmanager
def emptying(url: str) -> Iterator[Callable[[], object]]:
    """A function that empties every table of ours. TRUNCATE takes 30 ms, so it is for every hundredth time only."""
    tables = [f"{table.schema}.{table.name}" for table in METADATA.sorted_tables]
    delete = "; ".join(f"DELETE FROM {table}" for table in reversed(tables)).encode()
    truncate = f"TRUNCATE {', '.join(tables)}".encode()
    turn = count()
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: connection.execute(delete if next(turn) % 100 else truncate)


def memory_fails() -> AbstractContextManager[object]:
    """While this lasts, no commit goes through."""
    return patch.object(MemoryAudit, "check", side_effect=Transient())


def connections_die(url: str) -> Callable[[], AbstractContextManager[object]]:
    """While this lasts, the server ends the connection of whoever commits: just before, or before it could answer."""
    ways, write = cycle((True, False)), Link.write

    @contextmanager
    def dying() -> Iterator[None]:
        with psycopg.connect(url, autocommit=True) as killer:

            def kill(link: Link) -> None:
                connection = link._borrowed()
                killer.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])

            def broken(link: Link, statements: Sequence[Statement], *, commit: bool) -> None:
                before = commit and next(ways)
                if before:
                    kill(link)
                write(link, statements, commit=commit)
                if commit and not before:
                    kill(link)
                    link._borrowed().close()
                    raise OutcomeUnknown()

            with patch.object(Link, "write", broken):
                yield

    return dying
