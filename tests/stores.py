"""The two stores as tests use them: opened, emptied, and made to fail."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count, cycle
from time import sleep
from typing import Any
from unittest.mock import patch

import psycopg
from attrs import evolve, fields, has

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
from rft_domain.testing.broken.fault import swapping
from rft_domain.testing.ports import Open, Ports

MASTERS = MasterKeys({"tests": bytes(range(32))})
_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def memory_store() -> MemoryStore:
    return MemoryStore(SystemEntropy())


def as_app(url: str) -> str:
    """The same database of the tests' server, for who may not pass by row-level security."""
    return url.replace("//postgres@", f"//{APP}@", 1)


@contextmanager
def postgres_store(url: str, settings: StoreSettings = StoreSettings()) -> Iterator[Store]:
    with open_store(as_app(url), settings, entropy=SystemEntropy(), masters=MASTERS) as store:
        yield store


def memory_dump(store: MemoryStore) -> Callable[[], Sequence[str]]:
    def dumped() -> list[str]:
        parts = {name: part for name, part in vars(store.state).items() if name not in ("lock", "merged")}
        rows = ((name, row) for name, part in parts.items() for row in _rows(part))
        return [f"{name} {_written(row)}" for name, row in rows]

    return dumped


def _rows(part: Any) -> Iterable[Any]:
    return part.items() if isinstance(part, dict) else part


def _written(value: Any) -> str:
    """With what a ``repr`` leaves out."""
    if has(type(value)):
        return " ".join(f"{one.name}={_written(getattr(value, one.name))}" for one in fields(type(value)))
    if isinstance(value, dict):
        return " ".join(f"{_written(key)}: {_written(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(map(_written, value))
    return str(value)


@contextmanager
def dumping(url: str) -> Iterator[Callable[[], Sequence[str]]]:
    """Every row of every table as text, for who sees all."""
    tables = [f"{table.schema}.{table.name}" for table in METADATA.sorted_tables]
    every = " UNION ALL ".join(f"SELECT '{name} ' || to_jsonb(t)::text FROM {name} t" for name in tables).encode()
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: [row[0] for row in connection.execute(every).fetchall()]


@contextmanager
def emptying(url: str) -> Iterator[Callable[[], object]]:
    """A function that empties every table of ours. TRUNCATE takes 30 ms, so it is for every hundredth time only."""
    tables = [f"{table.schema}.{table.name}" for table in METADATA.sorted_tables]
    delete = "; ".join(f"DELETE FROM {table}" for table in reversed(tables)).encode()
    truncate = f"TRUNCATE {', '.join(tables)}".encode()
    turn = count()
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: connection.execute(delete if next(turn) % 100 else truncate)


def hesitating(open_unit_of_work: Open) -> Open:
    """The store, with time between what was read and what is written: rivals that nothing holds all read the same."""

    def swap(parts: Ports) -> Ports:
        def commit() -> None:
            sleep(0.1)
            parts.commit()

        return evolve(parts, commit=commit)

    return swapping(open_unit_of_work, swap)


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


def until_somebody_waits(url: str) -> None:
    """For a lock, in this database."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(500):
            if connection.execute(_WAITS.encode()).fetchone() != (0,):
                return
            sleep(0.01)
    raise AssertionError("nobody waits for anybody")
