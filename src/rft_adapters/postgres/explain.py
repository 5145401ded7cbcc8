"""Are the indexes used? By the plans of the queries they are for, and by what the server has counted.

Plans are those for any parameter (EXPLAIN with GENERIC_PLAN, PostgreSQL 16), so nothing of anybody is in them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString

import psycopg
from attrs import frozen

from rft_domain.shared.errors import Conflict

from .errors import translate
from .index_uses import USES, IndexUse
from .metadata import SCHEMAS
from .roles import HOUSE
from .server import conninfo

_OPTIONS = f"-c statement_timeout=60s -c default_transaction_read_only=on -c role={HOUSE}"

_INDEXES: LiteralString = """
    SELECT s.indexrelname, s.schemaname || '.' || s.relname, i.indisunique, s.idx_scan,
        greatest(t.reltuples, 0)::bigint, pg_relation_size(s.indexrelid)
    FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid JOIN pg_class t ON t.oid = s.relid
    WHERE s.schemaname = ANY(%s) ORDER BY 1"""
_SINCE: LiteralString = "SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()"


class ExplainTooOld(Conflict):
    code = "explain-too-old"
    message = "Plans for any parameter need PostgreSQL 16 or later."


class Verdict(StrEnum):
    USED = "used"
    FEW_ROWS = "few rows"
    """Not as things are, and at once when tables are not to be read from end to end."""
    ANOTHER = "another"
    NOT_USED = "not used"
    MISSING = "missing"


@frozen(kw_only=True)
class Plan:
    """``chosen`` are the indexes in the plan of the query, if any."""

    what: str
    index: str
    verdict: Verdict
    chosen: tuple[str, ...]


@frozen(kw_only=True)
class Index:
    """``scans`` since :attr:`Report.since`. One that is ``unique`` is there for that, whether or not it is scanned.
    ``rows`` of its table, as last estimated; ``size`` in bytes.
    """

    name: str
    table: str
    unique: bool
    scans: int
    rows: int
    size: int


@frozen(kw_only=True)
class Report:
    """``since``: when the server began to count; ``None``: when the database was made."""

    plans: tuple[Plan, ...]
    indexes: tuple[Index, ...]
    since: datetime | None

    @property
    def never_used(self) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if index.scans == 0)


def explain(url: str, uses: Sequence[IndexUse] = USES) -> Report:
    """For a schema at head, as the house sees it. Raises :class:`ExplainTooOld`, and :class:`Busy`."""
    try:
        with psycopg.connect(
            conninfo(url),
            connect_timeout=5,
            autocommit=True,
            options=_OPTIONS,
            prepare_threshold=None,  # a text that is explained again has parameters, and no values for them
        ) as connection:
            if connection.info.server_version < 160_000:
                raise ExplainTooOld()
            rows = connection.execute(_INDEXES, [list(SCHEMAS)]).fetchall()
            indexes = tuple(
                Index(name=name, table=table, unique=unique, scans=scans, rows=count, size=size)
                for name, table, unique, scans, count, size in rows
            )
            [(since,)] = connection.execute(_SINCE).fetchall()
            there = {index.name for index in indexes}
            return Report(plans=tuple(_plan(connection, use, there) for use in uses), indexes=indexes, since=since)
    except psycopg.Error as error:
        raise translate(error, unknown_if_lost=False) from None


def _plan(connection: "psycopg.Connection[Any]", use: IndexUse, there: set[str]) -> Plan:
    chosen = _chosen(connection, use)
    verdict = Verdict.USED
    if use.index not in there:
        verdict = Verdict.MISSING
    elif use.index not in chosen:
        forced = _chosen(connection, use, b"SET LOCAL enable_seqscan = off", b"SET LOCAL enable_sort = off")
        small = use.index in forced
        verdict = Verdict.FEW_ROWS if small else Verdict.ANOTHER if chosen or forced else Verdict.NOT_USED
    return Plan(what=use.what, index=use.index, verdict=verdict, chosen=tuple(sorted(set(chosen))))


def _chosen(connection: "psycopg.Connection[Any]", use: IndexUse, *settings: bytes) -> list[str]:
    with connection.transaction(), psycopg.RawCursor(connection) as cursor:
        for setting in settings:
            cursor.execute(setting)
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {use.text}".encode())
        [(plan,)] = cursor.fetchall()
    return list(index_names(plan))


def index_names(plan: Any) -> Iterator[str]:
    """The indexes in what EXPLAIN answers as JSON."""
    if isinstance(plan, list):
        for part in plan:
            yield from index_names(part)
    elif isinstance(plan, dict):
        if "Index Name" in plan:
            yield plan["Index Name"]
        for part in plan.values():
            yield from index_names(part)
