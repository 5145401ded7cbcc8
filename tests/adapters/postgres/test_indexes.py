"""Each index of product.md J1 is used by the query it is for; without it, the plan is another."""

from typing import Any

import psycopg
import pytest

from rft_adapters.postgres import desk
from rft_adapters.postgres.explain import index_names
from rft_adapters.postgres.index_uses import OF_CUSTOMER, OF_TIMELINE, USES, IndexUse
from rft_adapters.postgres.query import Query

# 6,000 of each: enough for a plan to prefer an index; people differ, words repeat
_PLANTED = """
INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status, first_name, last_name,
    phone, country, company, customer_type, version, searched, grams)
  SELECT gen_random_uuid(), n || '@example.org', n || '@example.org', now() - n * interval '1 hour', now(), 'active',
    'F', 'L', CASE WHEN n % 3 = 0 THEN '+4477009' || (10000 + n) END, 'GB',
    CASE WHEN n % 9 = 0 THEN 'Company ' || n % 600 END,
    CASE WHEN n % 100 = 0 THEN 'corporate' ELSE 'individual' END, 1, 'f l ' || n || '@example.org',
    ARRAY[n % 100, n % 70] FROM generate_series(1, 6000) n;
INSERT INTO customers.segments SELECT gen_random_uuid(), n::text, n::text, '{}', now(), NULL, 1, NULL
    FROM generate_series(1, 6000) n;
CREATE TEMPORARY TABLE pairs AS SELECT id AS one_id, lead(id) OVER (ORDER BY id) AS other_id,
    row_number() OVER (ORDER BY id) AS n FROM customers.customers;
INSERT INTO customers.merges
  SELECT gen_random_uuid(), one_id, other_id, '{}', NULL, now() - n * interval '1 minute', NULL, NULL, NULL, '[]', 1
    FROM pairs WHERE other_id IS NOT NULL;
INSERT INTO customers.duplicates SELECT gen_random_uuid(), one_id, other_id, 1 + n % 100, 'same-phone', now()
    FROM pairs WHERE other_id IS NOT NULL;
INSERT INTO customers.distinct_pairs SELECT gen_random_uuid(), one_id, other_id, NULL, now()
    FROM pairs WHERE other_id IS NOT NULL AND n % 3 = 0;
INSERT INTO customers.figures SELECT id, 0, 0, NULL, NULL, created_at, created_at FROM customers.customers;
INSERT INTO identity.users (id, email, email_identity, phone, first_name, last_name, role, is_organizer,
    email_verified, phone_verified, status, customer_id, failed_login_count, created_at, updated_at, version, searched)
  SELECT gen_random_uuid(), email, email_identity, phone, 'F', 'L',
    CASE row_number() OVER () % 500 WHEN 0 THEN 'admin' WHEN 1 THEN 'instructor' ELSE 'customer' END, false, false,
    false, CASE row_number() OVER () % 50 WHEN 0 THEN 'inactive' ELSE 'active' END, id, 0, created_at, now(), 1, email
    FROM customers.customers;
INSERT INTO customers.data_keys SELECT id, 'key', '' FROM customers.customers;
INSERT INTO catalogue.courses SELECT gen_random_uuid(), 'C-' || n, 'Course ' || n, '', 75, 0.2, 36, true, now(), 1
    FROM generate_series(1, 6000) n;
INSERT INTO catalogue.sessions SELECT gen_random_uuid(), id, now() + row_number() OVER () * interval '1 hour',
    now() + (row_number() OVER () + 1) * interval '1 hour', 'Europe/London', 'V', NULL, '', 'scheduled', now(), 1
    FROM catalogue.courses;
INSERT INTO bookings.rosters SELECT id, 20, 0, 0 FROM catalogue.sessions;
INSERT INTO catalogue.session_instructors
  SELECT s.id, u.id FROM (SELECT id, row_number() OVER () n FROM catalogue.sessions) s
    JOIN (SELECT id, row_number() OVER () n FROM identity.users) u USING (n);
INSERT INTO bookings.bookings
  SELECT gen_random_uuid(), 'R' || n, s.id, c.id, NULL, 'e', 'e', 'F', 'L', NULL, NULL, 75, 75, 0, 75, 12.5, 0.2, 0,
    NULL, CASE n % 4 WHEN 0 THEN 'cancelled' ELSE 'confirmed' END, 'unpaid', now() - n * interval '1 minute', 1
    FROM (SELECT id, row_number() OVER () n FROM catalogue.sessions) s
    JOIN (SELECT id, row_number() OVER () n FROM customers.customers) c USING (n);
INSERT INTO bookings.attendees SELECT gen_random_uuid(), id, 0, 'F', 'L', NULL, NULL, NULL, true, 'unmarked', NULL
    FROM bookings.bookings;
INSERT INTO legacy.lines SELECT id, 'batch-' || row_number() OVER () % 600, row_number() OVER (), 'd', NULL,
    'old-' || reference, '' FROM bookings.bookings;
INSERT INTO legacy.quarantine SELECT 'batch', n, 'not-json', '{}', '', sha256(n::text::bytea), '{}', NULL
    FROM generate_series(1, 6000) n;
INSERT INTO activity.entries
  SELECT gen_random_uuid(), now() - n * interval '1 minute', 'type_' || n % 50, 'T', c.id, u.id, 'booking', c.id
    FROM (SELECT id, row_number() OVER () n FROM customers.customers) c
    JOIN (SELECT id, row_number() OVER () n FROM identity.users) u USING (n);
INSERT INTO shared.outbox SELECT gen_random_uuid(), 't', '{}', now(), 1, CASE n % 100 WHEN 0 THEN now() END, now(),
    false, NULL FROM generate_series(1, 6000) n;
INSERT INTO identity.auth_sessions SELECT gen_random_uuid(), id, md5(id::text), now(), now(), now(),
    CASE row_number() OVER () % 9 WHEN 0 THEN NULL ELSE now() END, NULL, NULL FROM identity.users;
INSERT INTO identity.devices SELECT gen_random_uuid(), id, md5(id::text), now() FROM identity.users;
INSERT INTO identity.password_resets SELECT gen_random_uuid(), id, md5(id::text), now(), now(), NULL
    FROM identity.users;
INSERT INTO identity.registrations SELECT id, 'e', 'e', 'F', 'L', 'h', md5(id::text), now(), now(), NULL
    FROM identity.users;
INSERT INTO identity.invitations SELECT id, id, 'e', 'e', 'F', 'L', false, NULL, md5(id::text), now(), now(), NULL, NULL
    FROM customers.customers;
INSERT INTO identity.verification_codes SELECT id, id, 'phone', 't', 't', NULL, 0, now(), now(), NULL, NULL
    FROM identity.users;
INSERT INTO customers.consents SELECT id, id, now(), 'sms', 'on', 'off', 'account', 'objection', NULL, 2
    FROM customers.customers;
INSERT INTO customers.notes
  SELECT gen_random_uuid(), c.id, 'general', '', c.id, n % 2 = 0, NULL, now() - n * interval '1 minute', NULL, NULL, 1
    FROM (SELECT id, row_number() OVER () n FROM customers.customers) c, generate_series(1, 3);
INSERT INTO identity.portal_sessions SELECT gen_random_uuid(), b.customer_id, b.id, md5(b.id::text), now(), now(), NULL,
    CASE row_number() OVER () % 9 WHEN 0 THEN NULL ELSE now() END FROM bookings.bookings b;
INSERT INTO identity.portal_links SELECT gen_random_uuid(), id, customer_id, NULL, NULL, NULL, md5(id::text), now(),
    now(), NULL, NULL FROM identity.portal_sessions;
INSERT INTO shared.erasures SELECT id, 'customer', id, now(), NULL, '{}' FROM customers.customers;
INSERT INTO shared.receipts SELECT 's', 'key-' || n, 'f', '{}', now() - n * interval '1 hour'
    FROM generate_series(1, 6000) n;
INSERT INTO activity.audit (id, at, actor_kind, action, outcome, about, changes) SELECT gen_random_uuid(),
    now() - n * interval '1 hour', 'admin', 'action', 'accepted', '{}', '[]' FROM generate_series(1, 6000) n;
INSERT INTO activity.seals SELECT id, row_number() OVER (ORDER BY at), 'key', '' FROM activity.audit;
ANALYZE
"""


@pytest.fixture(scope="module")
def planted(admin: "psycopg.Connection[Any]") -> "psycopg.Connection[Any]":
    for statement in _PLANTED.split(";\n"):
        admin.execute(statement.encode())
    return admin


def indexes_in_plan(connection: "psycopg.Connection[Any]", query: str) -> set[str]:
    """The names of the indexes that the server would use, whatever the parameters."""
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {query}".encode())
        row = cursor.fetchone()
    assert row is not None
    return set(index_names(row[0]))


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.index}: {use.what}")
def test_the_index_is_used_by_the_query_it_is_for(planted: "psycopg.Connection[Any]", use: IndexUse) -> None:
    assert use.index in indexes_in_plan(planted, use.text)


def test_every_use_has_a_name_of_its_own() -> None:
    assert len({use.what for use in USES}) == len(USES)


def test_every_index_is_there_for_a_query(planted: "psycopg.Connection[Any]") -> None:
    found = planted.execute("SELECT indexname FROM pg_indexes WHERE indexname ~ '^(ix|uq)_'").fetchall()
    assert {name for (name,) in found} == {use.index for use in USES if not use.index.startswith("pk_")}


def test_without_the_index_the_plan_is_another(planted: "psycopg.Connection[Any]") -> None:
    with planted.transaction(force_rollback=True):
        planted.execute("DROP INDEX customers.ix_customers_company")
        assert indexes_in_plan(planted, "SELECT id FROM customers.customers WHERE company = $1") == set()


@pytest.mark.parametrize(
    "one", [desk.WITH_PEOPLE, desk.WITH_KEY, OF_CUSTOMER, OF_TIMELINE], ids=["desk", "key", "insights", "timeline"]
)
def test_what_is_about_one_reads_no_table_from_end_to_end(planted: "psycopg.Connection[Any]", one: Query) -> None:
    with psycopg.RawCursor(planted) as cursor:
        cursor.execute(b"EXPLAIN (GENERIC_PLAN) " + one.sql)
        assert [line for (line,) in cursor.fetchall() if "Seq Scan" in line] == []
