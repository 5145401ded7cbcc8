"""No byte of what was erased is left in the data directory (docs/decisions/0023).

An UPDATE or DELETE leaves the old row in its page until the page is used again, in the indexes, in the statistics of
the planner, and in the write-ahead log. This rewrites the first three, and has the server drop the last.
"""

import psycopg
from attrs import frozen
from psycopg import sql

from rft_domain.privacy.tables import TABLES

from .errors import translate
from .server import conninfo

_STATISTICS = ("pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data")
# the log goes by segments: one that is written to stays, so it is closed; a checkpoint then drops what nothing needs.
# Twice: the first moves the place from which a crash would start over
_LOG = ("SELECT pg_switch_wal()", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT")


@frozen
class Scrubbed:
    """``refused``: what the role may not do, or the server does not have."""

    done: tuple[str, ...]
    refused: tuple[str, ...]


def scrub(url: str) -> Scrubbed:
    """As the owner; a superuser is needed for the statistics and the log. Raises :class:`Busy`."""
    tables = [table.name for table in TABLES if table.steps]
    rewriting = [f"VACUUM (FULL, ANALYZE) {name}" for name in tables]
    statements = [*rewriting, *(f"VACUUM FULL {name}" for name in _STATISTICS), *_LOG]
    done: list[str] = []
    refused: list[str] = []
    try:
        with psycopg.connect(conninfo(url), autocommit=True, connect_timeout=2) as connection:
            for statement in statements:
                (done if _carried_out(connection, statement) else refused).append(statement)
    except psycopg.OperationalError as error:
        raise translate(error, unknown_if_lost=False) from None
    return Scrubbed(done=tuple(dict.fromkeys(done)), refused=tuple(dict.fromkeys(refused)))


def _carried_out(connection: "psycopg.Connection[tuple[object, ...]]", statement: str) -> bool:
    """A VACUUM of what one does not own is a warning, and skipped."""
    warned: list[str] = []
    handler = lambda diagnostic: warned.append(diagnostic.sqlstate or "")  # noqa: E731 - to be taken off again
    connection.add_notice_handler(handler)
    try:
        connection.execute(sql.SQL(statement))
    except psycopg.errors.InsufficientPrivilege:
        return False
    finally:
        connection.remove_notice_handler(handler)
    return "01000" not in warned and "42501" not in warned
