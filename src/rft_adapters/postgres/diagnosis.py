"""What an operator asks of a database that behaves oddly. Reads only, and tells numbers, never rows."""

from datetime import datetime
from typing import Any, LiteralString

import psycopg
from attrs import frozen
from psycopg.rows import scalar_row

from .errors import translate
from .metadata import SCHEMAS
from .roles import APP, HOUSE
from .server import conninfo

_PATIENCE = "-c statement_timeout=60s -c default_transaction_read_only=on -c TimeZone=UTC"

_WAITING = "SELECT count(*) FROM shared.outbox WHERE due_at IS NOT NULL"
_OLDEST = "SELECT min(due_at) FROM shared.outbox WHERE due_at <= now()"
_PUT_ASIDE = "SELECT count(*) FROM shared.outbox WHERE put_aside"
_UNSEALED = "SELECT count(*) FROM activity.audit a WHERE NOT EXISTS (SELECT 1 FROM activity.seals WHERE row_id = a.id)"
_OLDEST_UNSEALED = _UNSEALED.replace("count(*)", "min(a.at)")
_SUPERUSERS = """
    SELECT count(*) FROM identity.users WHERE role = 'superuser' AND status = 'active' AND password_hash IS NOT NULL"""

# one statement each, so that it sees one moment
_SEATS = """
    SELECT count(*) FROM bookings.rosters r LEFT JOIN (
        SELECT b.session_id, count(*) AS seats FROM bookings.bookings b JOIN bookings.attendees a ON a.booking_id = b.id
        WHERE b.status <> 'cancelled' AND a.cancelled_at IS NULL GROUP BY b.session_id
    ) counted USING (session_id)
    WHERE r.seats_taken <> coalesce(counted.seats, 0) OR r.seats_taken > r.capacity + r.over_by"""
_FIGURES = """
    SELECT count(*) FROM customers.figures f LEFT JOIN (
        SELECT customer_id, count(*) FILTER (WHERE status <> 'cancelled') AS bookings,
            sum(final_amount) FILTER (WHERE status <> 'cancelled') AS spent,
            min(created_at) AS first, max(created_at) AS last
        FROM bookings.bookings GROUP BY customer_id
    ) counted USING (customer_id)
    WHERE (f.total_bookings, f.total_spent) <> (coalesce(counted.bookings, 0), coalesce(counted.spent, 0))
        OR f.first_booking_at IS DISTINCT FROM counted.first OR f.last_booking_at IS DISTINCT FROM counted.last"""


@frozen(kw_only=True)
class Server:
    """``now`` is the server's clock."""

    version: str
    now: datetime
    max_connections: int


@frozen(kw_only=True)
class Findings:
    """``superusers`` are those who can log in. ``seats_wrong`` sessions and ``figures_wrong`` customers differ from a
    recount of the bookings.
    """

    superusers: int
    waiting: int
    oldest_due: datetime | None
    put_aside: int
    unsealed: int
    oldest_unsealed: datetime | None
    seats_wrong: int
    figures_wrong: int


@frozen(kw_only=True)
class LogIn:
    """The role in an address. ``serves``: it may become what the service must be."""

    role: str
    superuser: bool
    bypasses: bool
    owner: bool
    serves: bool

    @property
    def trouble(self) -> str | None:
        """Why the service should not log in with it: the policies would hold until somebody resets the role."""
        if not self.serves:
            return f"{self.role} may not act as {HOUSE}"
        if self.superuser or self.bypasses:
            return f"{self.role} is not bound by row-level security"
        return f"{self.role} owns the tables" if self.owner else None

    @property
    def advice(self) -> str:
        return f"Let the service log in as {APP}"


_LOG_IN = """
    SELECT json_build_array(session_user, rolsuper, rolbypassrls, EXISTS (
        SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relnamespace::regnamespace::text = ANY(%s)
    ), coalesce((SELECT pg_has_role(session_user, oid, %s) FROM pg_roles WHERE rolname = %s), false))
    FROM pg_roles WHERE rolname = session_user"""


def ask_log_in(url: str) -> LogIn:
    """Raises :class:`Busy` where the server does not answer."""
    with _connected(url) as connection:
        may_become = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
        values = [list(SCHEMAS), may_become, HOUSE]
        [(role, superuser, bypasses, owner, serves)] = connection.execute(_LOG_IN, values).fetchall()
    return LogIn(role=role, superuser=superuser, bypasses=bypasses, owner=owner, serves=serves)


def ask_server(url: str) -> Server:
    """Raises :class:`Busy` where it does not answer."""
    with _connected(url) as connection:
        version = connection.info.server_version
        now, most = (_one(connection, sql) for sql in ("SELECT clock_timestamp()", "SHOW max_connections"))
    return Server(version=f"{version // 10000}.{version % 10000}", now=now, max_connections=int(most))


def examine(url: str) -> Findings:
    """For a schema at head. Raises :class:`Busy` where the server does not answer, or not in a minute."""
    try:
        with _connected(url, f"-c role={HOUSE}") as connection:
            return Findings(
                superusers=_one(connection, _SUPERUSERS),
                waiting=_one(connection, _WAITING),
                oldest_due=_one(connection, _OLDEST),
                put_aside=_one(connection, _PUT_ASIDE),
                unsealed=_one(connection, _UNSEALED),
                oldest_unsealed=_one(connection, _OLDEST_UNSEALED),
                seats_wrong=_one(connection, _SEATS),
                figures_wrong=_one(connection, _FIGURES),
            )
    except psycopg.Error as error:
        raise translate(error, unknown_if_lost=False) from None


def _connected(url: str, more: str = "") -> "psycopg.Connection[Any]":
    options = f"{_PATIENCE} {more}"
    try:
        return psycopg.connect(
            conninfo(url), connect_timeout=5, autocommit=True, options=options, row_factory=scalar_row
        )
    except psycopg.Error as error:
        raise translate(error, unknown_if_lost=False) from None


def _one(connection: "psycopg.Connection[Any]", sql: LiteralString) -> Any:
    return connection.execute(sql).fetchone()
