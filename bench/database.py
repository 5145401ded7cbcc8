"""The database that all are measured on: migrated as in production, filled with sessions and customers."""

from uuid import UUID

import psycopg

from rft_adapters.postgres import upgrade

from .orders import SESSIONS, session_id

_COURSE = UUID(int=1)
_PLENTY = 1_000_000_000  # seats: the bench is about taking them, not about running out

_SESSIONS = """
INSERT INTO catalogue.sessions (id, course_id, starts_at, ends_at, time_zone, venue, notes, status, created_at, version)
SELECT given.id, %s, now() + interval '30 days', now() + interval '30 days 6 hours', 'Europe/London', 'Hall 2', '',
  'scheduled', now(), 1
FROM unnest(%s::uuid[]) AS given (id)
"""
_ROSTERS = """
INSERT INTO bookings.rosters (session_id, capacity, seats_taken, over_by)
SELECT given.id, %s, 0, 0 FROM unnest(%s::uuid[]) AS given (id)
"""
_PEOPLE = """
CREATE TEMPORARY TABLE people ON COMMIT DROP AS
SELECT n, uuidv7() AS customer_id, uuidv7() AS user_id, 'known' || n || '@example.org' AS email
FROM generate_series(1, %s) AS n
"""
_CUSTOMERS = """
INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status, first_name, last_name,
  phone, country, customer_type, version, searched, grams)
SELECT customer_id, email, email, now(), now(), 'active', 'Ana', 'Silva', '+447700900000', 'GB', 'individual', 1,
  concat_ws(' ', 'ana silva', email, '+447700900000 07700900000'),
  (SELECT array_agg(((n + k)::bigint * 1000003 % 16777216)::int) FROM generate_series(1, 70) AS k)
FROM people
"""
_FIGURES = """
INSERT INTO customers.figures (customer_id, total_bookings, total_spent, customer_since, last_activity_at)
SELECT customer_id, 0, 0.00, now(), now() FROM people
"""
_USERS = """
INSERT INTO identity.users (id, email, email_identity, first_name, last_name, role, is_organizer, email_verified,
  phone_verified, status, customer_id, failed_login_count, created_at, updated_at, version, searched)
SELECT user_id, email, email, 'Ana', 'Silva', 'customer', false, false, false, 'active', customer_id, 0, now(), now(),
  1, concat_ws(' ', 'ana silva', email)
FROM people
"""
_FILLED = (
    "catalogue.courses, catalogue.sessions, bookings.rosters, customers.customers, customers.figures, identity.users"
)


def prepare(url: str, people: int) -> None:
    """Migrates the empty database ``url``; 1,001 sessions of one course, and ``people`` customers with their users."""
    upgrade(url)
    sessions = [session_id(number) for number in range(SESSIONS + 1)]
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO catalogue.courses (id, code, title, description, price, vat_rate, active, created_at, version)"
            " VALUES (%s, 'FAW', 'First aid at work', '', 75.00, 0.20, true, now(), 1)",
            [_COURSE],
        )
        connection.execute(_SESSIONS, [_COURSE, sessions])
        connection.execute(_ROSTERS, [_PLENTY, sessions])
        connection.execute(_PEOPLE, [people])
        for statement in (_CUSTOMERS, _FIGURES, _USERS):
            connection.execute(statement.encode())
    with psycopg.connect(url, autocommit=True) as connection:
        # not the empty ones: whoever connects early would keep the plans of a table that is known to be empty
        connection.execute(f"VACUUM ANALYZE {_FILLED}".encode())
        connection.execute("CHECKPOINT")


def count_bookings(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM bookings.bookings").fetchone()
        return int(row[0]) if row else 0
