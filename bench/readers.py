"""What row-level security costs a reader: the same page of bookings with the filter alone, and with both, in turns."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg

from rft_adapters.embedded import EmbeddedServer
from rft_adapters.postgres import PostgresUnitOfWork, Store, open_store
from rft_adapters.postgres.roles import APP
from rft_adapters.system import SystemEntropy, system_clock
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.bookings.queries import ListBookings, list_bookings
from rft_domain.bookings.reference import Reference
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.shared.paging import PageRequest

from .database import prepare
from .orders import SESSIONS
from .report import Verdict

_DATABASE = "readers"
_PEOPLE, _TEACHERS = 2_000, 100
_MOST = 1.2
_WARM_UP = 12  # more than it takes until a plan is kept

_REFERENCES = "CREATE TABLE public.given (n integer PRIMARY KEY, symbols text)"
# every fifth booking is of one large customer
_BOOKINGS = """
INSERT INTO bookings.bookings (id, reference, session_id, customer_id, contact_email, contact_email_identity,
  contact_first_name, contact_last_name, unit_amount, total_amount, discount_amount, final_amount, vat_amount, vat_rate,
  code_rate, status, payment_status, created_at, version)
SELECT uuidv7(), given.symbols, ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n %% %s), 12, '0'))::uuid, c.id,
  'ana@example.org', 'ana@example.org', 'Ana', 'Silva', 75, 75, 0, 75, 12.5, 0.2, 0, 'confirmed', 'unpaid',
  now() - n * interval '1 second', 1
FROM public.given JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM customers.customers) c
  ON c.k = CASE WHEN n %% 5 = 0 THEN 1 ELSE 2 + n %% (%s - 1) END
"""
_ATTENDEES = """
INSERT INTO bookings.attendees (id, booking_id, position, first_name, last_name, is_primary, attendance)
SELECT uuidv7(), id, 0, 'Ana', 'Silva', true, 'unmarked' FROM bookings.bookings
"""
_USERS = """
INSERT INTO identity.users (id, email, email_identity, first_name, last_name, role, is_organizer, email_verified,
  phone_verified, status, failed_login_count, created_at, updated_at, version, searched)
SELECT uuidv7(), 't' || n, 't' || n, 'Tom', 'Lane', 'instructor', false, false, false, 'active', 0, now(), now(), 1, ''
FROM generate_series(1, %s) AS n
"""
_TEACH = """
INSERT INTO catalogue.session_instructors (session_id, user_id)
SELECT s.id, u.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS k FROM catalogue.sessions) s
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM identity.users WHERE role = 'instructor') u
  ON u.k = 1 + s.k %% %s
"""
_BY_SIZE = "SELECT customer_id FROM bookings.bookings GROUP BY 1 ORDER BY count(*)"
_LARGE, _SMALL = f"{_BY_SIZE} DESC, 1 LIMIT 1", f"{_BY_SIZE}, 1 LIMIT 1"
_TEACHER = "SELECT user_id FROM catalogue.session_instructors GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"


def reader_verdicts(server: EmbeddedServer, bookings: int, rounds: int) -> Iterator[Verdict]:
    """On a database of its own with so many ``bookings``; each way of reading is measured ``rounds`` times."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {_DATABASE}".encode())
    actors = _filled(server.url(_DATABASE), bookings)
    with open_store(server.url(_DATABASE, APP), entropy=SystemEntropy()) as store:
        for name, actor in actors.items():
            for what, counted in (("list", False), ("list and count", True)):
                value = _ratio(store, actor, rounds, counted=counted)
                yield Verdict(what=f"RLS ÷ filter alone: {what}, {name}", value=value, target=_MOST, bound="at most")


def _ratio(store: Store, actor: Actor, rounds: int, *, counted: bool) -> float:
    """The median over pairs: each saw the same machine."""
    ways: tuple[Callable[[], PostgresUnitOfWork], ...] = (lambda: store.reading_as(actor), store.unit_of_work)
    pairs = [[_seconds(way, actor, counted) for way in ways] for _ in range(rounds + _WARM_UP)]
    return statistics.median(both / alone for both, alone in pairs[_WARM_UP:])


def _seconds(way: Callable[[], PostgresUnitOfWork], actor: Actor, counted: bool) -> float:
    query = ListBookings(page=PageRequest(limit=50, count=counted))
    started = time.perf_counter()
    with way() as uow:
        list_bookings(query, actor=actor, now=system_clock(), uow=uow)
    return time.perf_counter() - started


def _filled(url: str, bookings: int) -> dict[str, Actor]:
    prepare(url, _PEOPLE)
    entropy = SystemEntropy()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_REFERENCES)
        with connection.cursor().copy("COPY public.given FROM STDIN") as rows:
            for number in range(1, bookings + 1):
                rows.write_row((number, Reference.random(entropy).symbols))
        connection.execute(_BOOKINGS.encode(), [SESSIONS, _PEOPLE])
        connection.execute(_ATTENDEES)
        connection.execute(_USERS, [_TEACHERS])
        connection.execute(_TEACH.encode(), [_TEACHERS])
        connection.execute("VACUUM ANALYZE")
        large, small, teacher = (_one(connection, sql) for sql in (_LARGE, _SMALL, _TEACHER))
    return {
        "a customer of a few": Actor(kind=ActorKind.CUSTOMER, customer_id=CustomerId(small)),
        f"a customer of {bookings // 5:,}": Actor(kind=ActorKind.CUSTOMER, customer_id=CustomerId(large)),
        f"an instructor of {bookings // _TEACHERS:,}": Actor(kind=ActorKind.INSTRUCTOR, user_id=UserId(teacher)),
        f"an admin of {bookings:,}": ADMIN,
    }


def _one(connection: "psycopg.Connection[tuple[Any, ...]]", sql: str) -> UUID:
    [[found]] = connection.execute(sql.encode()).fetchall()
    if not isinstance(found, UUID):
        raise LookupError("nobody has a booking")
    return found
