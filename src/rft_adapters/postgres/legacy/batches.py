"""The row of a batch: how far it is. Whoever goes on after a crash reads it here."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from attrs import frozen

from rft_domain.shared.errors import Busy, Conflict

from ..errors import translate
from ..roles import HOUSE
from ..server import conninfo

Db = psycopg.Connection[tuple[Any, ...]]

DRY_RUN = " (dry run)"
_ONE_AT_A_TIME = 7_240_002
_PATIENCE_SECONDS = 60.0  # a killed run's last statement may still be under way on the server
_LIMITS = "-c TimeZone=UTC -c lock_timeout=30s -c statement_timeout=0 -c work_mem=64MB"
_COLUMNS = "name, state, started_at, linking, capacity, secret, position, digest, lines, blank, written, counts"


@frozen(kw_only=True)
class Batch:
    """``position``: bytes of the file that are staged, ``digest`` theirs. ``written``: the last line that is booked,
    ``None`` before sessions and people are there.
    """

    name: str
    state: str
    started_at: datetime
    linking: bool
    capacity: int
    secret: bytes
    position: int
    digest: str
    lines: int
    blank: int
    written: int | None
    counts: dict[str, Any] | None


@contextmanager
def connected(url: str, role: str = HOUSE) -> Iterator[Db]:
    """A connection of its own, as ``role``; ``none`` is who the address says. Raises :class:`Busy`."""
    try:
        with psycopg.connect(conninfo(url), connect_timeout=5, options=f"{_LIMITS} -c role={role}") as db:
            yield db
    except psycopg.Error as error:
        raise translate(error, unknown_if_lost=False) from None


@contextmanager
def alone(url: str, role: str = HOUSE) -> Iterator[Db]:
    """As :func:`connected`, while nobody else imports, reverts or backfills."""
    with connected(url, role) as db:
        _wait_for_turn(db)
        yield db


@contextmanager
def unmeasured(db: Db) -> Iterator[None]:
    """For statements about staged rows, which only the owner may have measured (ANALYZE): unmeasured they look few, and
    are then looked through once for each of the others.
    """
    db.execute(b"SET LOCAL enable_nestloop = off")
    yield
    db.execute(b"SET LOCAL enable_nestloop = on")


def _wait_for_turn(db: Db) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _one(db, "SELECT pg_try_advisory_lock(%s)", _ONE_AT_A_TIME)[0]:
        if time.monotonic() > deadline:
            raise Busy(cause="another-import")
        time.sleep(0.2)
    db.commit()


def _one(db: Db, sql: str, *values: object) -> tuple[Any, ...]:
    row = db.execute(sql.encode(), values).fetchone()
    if row is None:
        raise LookupError("a statement that always answers did not")
    return row


class BatchUnfinished(Conflict):
    """Two batches half-way would each find the other's bookings."""

    code = "batch-unfinished"
    message = "Another batch is not finished."


def unfinished(db: Db, asked: str) -> Batch | None:
    """The batch to go on with. Raises :class:`BatchUnfinished` where another one comes first."""
    rows = db.execute(f"SELECT asked, {_COLUMNS} FROM legacy.batches WHERE state <> 'done'".encode()).fetchall()
    for found, *values in rows:
        if found == asked:
            return _batch(values)
    if rows and not asked.endswith(DRY_RUN):
        raise BatchUnfinished(f"Batch {rows[0][1]} is not finished: start it again, or revert it.")
    return None


def _batch(values: Sequence[Any]) -> Batch:
    return Batch(**dict(zip(_COLUMNS.split(", "), values, strict=True)))


def begin(db: Db, asked: str, *, now: datetime, secret: bytes, linking: bool, capacity: int) -> Batch:
    """A new batch; a second one of the same name is called ``name-2``."""
    taken = {row[0] for row in db.execute(b"SELECT name FROM legacy.batches WHERE asked = %s", [asked])}
    name = next(each for each in _names(asked) if each not in taken)
    db.execute(
        b"INSERT INTO legacy.batches (name, asked, state, started_at, linking, capacity, secret, position, digest,"
        b" lines, blank) VALUES (%s, %s, 'reading', %s, %s, %s, %s, 0, '', 0, 0)",
        [name, asked, now, linking, capacity, secret],
    )
    return _batch(_one(db, f"SELECT {_COLUMNS} FROM legacy.batches WHERE name = %s", name))


def _names(asked: str) -> Iterator[str]:
    yield asked
    number = 2
    while True:
        yield f"{asked}-{number}"
        number += 1


def update(db: Db, batch: str, **values: object) -> None:
    given = ", ".join(f"{name} = %({name})s" for name in values)
    db.execute(f"UPDATE legacy.batches SET {given} WHERE name = %(batch)s".encode(), {**values, "batch": batch})
