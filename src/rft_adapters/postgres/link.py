"""One borrowed connection: reads, the flush, and a transaction only where a lock asks for one.

The connection is in autocommit mode, so a statement is a transaction of its own: a booking's flush is sent without
BEGIN and COMMIT, which would be two more round trips with a hot row locked between them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from .connection import Connection
from .errors import translate
from .flush import Row, Statement
from .introduction import AS_HOUSE, INTRODUCE, Introduction
from .query import Query

Pool = ConnectionPool[Connection]


def _nothing() -> None: ...


@contextmanager
def _one_trip(connection: Connection) -> Iterator[None]:
    """A pipeline that raises its first error alone: the driver would log those that follow from it."""
    first: psycopg.Error | None = None
    try:
        with connection.pipeline():
            try:
                yield
            except psycopg.Error as error:
                first = error
    except psycopg.Error as error:
        raise first or error from None
    if first is not None:
        raise first


def _introduce(connection: Connection, who: Introduction | None) -> None:
    if who is not None:
        connection.cursor_of(INTRODUCE).execute(INTRODUCE, who)


def _execute(connection: Connection, sql: bytes, values: Sequence[object], who: Introduction | None) -> None:
    """Together they are one transaction, unless there is one: with it goes who is asking."""
    if who is None:
        connection.cursor_of(sql).execute(sql, values)
        return
    with _one_trip(connection):
        _introduce(connection, who)
        connection.cursor_of(sql).execute(sql, values)


class Link:
    """``before_read`` makes what was saved visible to the read that follows. ``trips`` counts network round trips."""

    __slots__ = (
        "_connection", "_in_transaction", "_on_close", "_pool", "_reads_as", "_writes_as", "before_read", "trips",
    )  # fmt: skip

    def __init__(
        self,
        pool: Pool,
        on_close: Callable[[int], None],
        *,
        reads_as: Introduction | None = None,
        writes_as: Introduction | None = None,
    ) -> None:
        """``on_close`` is told the round trips. ``None``: as the role in which the pool connects."""
        self._pool, self._on_close = pool, on_close
        self._reads_as, self._writes_as = reads_as, writes_as
        self._connection: Connection | None = None
        self._in_transaction = False
        self.before_read: Callable[[], None] = _nothing
        self.trips = 0

    def __enter__(self) -> "Link":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def rows(self, query: Query, named: Mapping[str, object]) -> list[Row]:
        """Raises :class:`Busy`."""
        self.before_read()
        return self.stored_rows(query, named)

    def stored_rows(self, query: Query, named: Mapping[str, object]) -> list[Row]:
        """As :meth:`rows`, of what is stored by now: what was saved here need not be seen, and may be in the making."""
        try:
            connection = self._borrowed()
            cursor = connection.cursor_of(query.sql)
            self.trips += 1
            _execute(connection, query.sql, query.values(named), self._reads_as)
            return cursor.fetchall()
        except psycopg.Error as error:
            raise translate(error, unknown_if_lost=False) from None

    def run(self, sql: bytes, values: Sequence[object]) -> list[Row]:
        """As :meth:`rows`, for a text that numbers its values."""
        named = {str(place): value for place, value in enumerate(values)}
        return self.rows(Query(sql, tuple(named), {}), named)

    def held_rows(self, query: Query, named: Mapping[str, object]) -> list[Row]:
        """As :meth:`rows`, for a query that locks: the locks hold until this link is closed or commits."""
        self.before_read()
        try:
            connection = self._borrowed()
            self.trips += 1
            cursor = connection.cursor_of(query.sql)
            with _one_trip(connection):
                self._begin(connection)
                _introduce(connection, self._reads_as)
                cursor.execute(query.sql, query.values(named))
            return cursor.fetchall()
        except psycopg.Error as error:
            raise translate(error, unknown_if_lost=False) from None

    def write(self, statements: Sequence[Statement], *, commit: bool) -> None:
        """All of ``statements`` or none, in one round trip. Without ``commit`` they stay undecided."""
        if not statements and not (commit and self._in_transaction):
            return
        try:
            connection = self._borrowed()
            self.trips += 1
            if commit and not self._in_transaction and len(statements) == 1:
                _execute(connection, statements[0].sql, statements[0].values, self._writes_as)
            else:
                self._write_in_transaction(connection, statements, commit=commit)
        except psycopg.Error as error:
            raise translate(error, unknown_if_lost=commit) from None

    def close(self) -> None:
        """What is not committed by now never happened."""
        self.before_read = _nothing  # the unit of work holds us: no circle for the garbage collector
        connection, self._connection = self._connection, None
        if connection is not None:
            self._give_back(connection)
        self._on_close(self.trips)

    def _give_back(self, connection: Connection) -> None:
        status = connection.info.transaction_status
        if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            self.trips += 1
            with suppress(psycopg.Error):
                connection.rollback()
        elif status is not TransactionStatus.IDLE:  # lost, or interrupted in the middle of a statement
            connection.close()
        lost = connection.closed
        self._pool.putconn(connection)
        if lost:  # a restarted server has cut the idle ones too
            with suppress(psycopg.Error):
                self._pool.check()

    def _borrowed(self) -> Connection:
        if self._connection is None:
            self._connection = self._pool.getconn()
        return self._connection

    def _begin(self, connection: Connection) -> None:
        if not self._in_transaction:
            connection.execute(b"BEGIN")
            self._in_transaction = True

    def _write_in_transaction(self, connection: Connection, statements: Sequence[Statement], *, commit: bool) -> None:
        with _one_trip(connection):
            self._begin(connection)
            _introduce(connection, self._writes_as)
            for statement in statements:
                connection.execute(statement.sql, statement.values)
            if commit:
                connection.execute(b"COMMIT")
            elif self._writes_as is not None:  # whoever reads goes on in this transaction
                _introduce(connection, self._reads_as or AS_HOUSE)
        if commit:
            self._in_transaction = False
