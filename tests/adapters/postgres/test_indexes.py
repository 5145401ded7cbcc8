"""Each index of product.md J1 is used by the query it is for; without it, the plan is another."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from rft_adapters.postgres import (
    audit_reader,
    booking_reader,
    bookings,
    catalogue,
    catalogue_reader,
    consents,
    customers,
    desk,
    identity,
    log_in,
    notes,
    outbox_queue,
    person_reader,
    portal,
    proofs,
    receipts,
    seals,
    timeline_reader,
)
from rft_adapters.postgres.query import Query
from rft_domain.insights.people import PersonSort

# 6,000 of each: enough for a plan to prefer an index; people differ, words repeat
_PLANTED = """
INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status, first_name, last_name,
    phone, country, company, customer_type, version)
  SELECT gen_random_uuid(), n || '@example.org', n || '@example.org', now() - n * interval '1 hour', now(), 'active',
    'F', 'L', CASE WHEN n % 3 = 0 THEN '+4477009' || (10000 + n) END, 'GB',
    CASE WHEN n % 9 = 0 THEN 'Company ' || n % 600 END,
    CASE WHEN n % 100 = 0 THEN 'corporate' ELSE 'individual' END, 1 FROM generate_series(1, 6000) n;
INSERT INTO customers.figures SELECT id, 0, 0, NULL, NULL, created_at, created_at FROM customers.customers;
INSERT INTO identity.users (id, email, email_identity, phone, first_name, last_name, role, is_organizer,
    email_verified, phone_verified, status, customer_id, failed_login_count, created_at, updated_at, version, searched)
  SELECT gen_random_uuid(), email, email_identity, phone, 'F', 'L',
    CASE row_number() OVER () % 500 WHEN 0 THEN 'admin' WHEN 1 THEN 'instructor' ELSE 'customer' END, false, false,
    false, CASE row_number() OVER () % 50 WHEN 0 THEN 'inactive' ELSE 'active' END, id, 0, created_at, now(), 1, email
    FROM customers.customers;
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
  SELECT gen_random_uuid(), c.id, 'general', 'T', n % 2 = 0, NULL, now() - n * interval '1 minute', NULL, NULL, 1
    FROM (SELECT id, row_number() OVER () n FROM customers.customers) c, generate_series(1, 3);
INSERT INTO identity.portal_sessions SELECT gen_random_uuid(), b.customer_id, b.id, md5(b.id::text), now(), now(), NULL,
    CASE row_number() OVER () % 9 WHEN 0 THEN NULL ELSE now() END FROM bookings.bookings b;
INSERT INTO identity.portal_links SELECT gen_random_uuid(), id, customer_id, NULL, NULL, NULL, md5(id::text), now(),
    now(), NULL, NULL FROM identity.portal_sessions;
INSERT INTO shared.receipts SELECT 's', 'key-' || n, 'f', '{}', now() - n * interval '1 hour'
    FROM generate_series(1, 6000) n;
INSERT INTO activity.audit (id, at, actor_kind, action, outcome, about, changes) SELECT gen_random_uuid(),
    now() - n * interval '1 hour', 'admin', 'action', 'accepted', '{}', '[]' FROM generate_series(1, 6000) n;
INSERT INTO activity.seals SELECT id, row_number() OVER (ORDER BY at), 'key', '' FROM activity.audit;
ANALYZE
"""

_ALL, _NONE = True, frozenset[str]()
_LIST = "SELECT id FROM identity.users WHERE"
_OF_CUSTOMER = "SELECT * FROM activity.entries WHERE customer_id = $1 ORDER BY at DESC LIMIT 10"


def _bookings(*wanted: str, everything: bool = True, ids: frozenset[str] = _NONE, goes_on: bool = False) -> Query:
    return booking_reader._page(frozenset(wanted), everything, ids, goes_on, False)


def _timeline(*wanted: str, notes_only: bool = False, goes_on: bool = False, counted: bool = False) -> Query:
    return timeline_reader._page(notes_only, frozenset(wanted), goes_on, counted)


def _people(sort: PersonSort, *wanted: str, goes_on: bool = False) -> Query:
    return person_reader._page(frozenset(wanted), 0, sort, True, False, goes_on, False)


_OF_TIMELINE = (
    "ix_entries_customer_id_at",
    "ix_entries_user_id_at",
    "ix_users_customer_id",
    "ix_notes_customer_id_at",
)
QUERIES: list[tuple[str, Query | str]] = [
    ("uq_users_email_identity", identity._BY_EMAIL),
    ("uq_users_phone", identity._BY_PHONE),
    ("ix_users_role", f"{_LIST} role = 'admin'"),
    ("ix_users_status_role", f"{_LIST} status = 'inactive' AND role = 'customer'"),
    ("ix_users_created_at", f"{_LIST} status = 'active' ORDER BY created_at DESC, id LIMIT 50"),
    ("ix_users_created_at", _people(PersonSort.CREATED_AT_DOWN, "status")),
    ("ix_users_created_at", _people(PersonSort.CREATED_AT_DOWN, "status", goes_on=True)),
    ("ix_users_customer_id", f"{_LIST} customer_id = $1"),
    ("uq_auth_sessions_token_hash", log_in._BY_TOKEN),
    ("pk_users", log_in._BY_TOKEN),
    ("ix_auth_sessions_user_id", log_in._OF_USER),
    ("uq_devices_token_hash", log_in._DEVICE),
    ("uq_password_resets_token_hash", log_in._RESET),
    ("uq_registrations_token_hash", proofs._REGISTRATION_BY_TOKEN),
    ("uq_invitations_token_hash", proofs._INVITATION_BY_TOKEN),
    ("uq_invitations_standing", proofs._INVITATIONS),
    ("ix_verification_codes_user_id", proofs._HOLD_LATEST),
    ("ix_users_customer_id", proofs._MEMBERS),
    ("ix_users_customer_id", proofs._HOLD_MEMBERS),
    ("uq_consents_version", consents._HISTORY),
    ("ix_notes_customer_id_at", notes._page(True, False, False)),
    ("ix_notes_customer_id_at", notes._page(False, True, False)),
    *((index, _timeline()) for index in _OF_TIMELINE),
    *((index, _timeline("from_", "to", goes_on=True, counted=True)) for index in _OF_TIMELINE),
    ("ix_entries_customer_id_at", _timeline("type")),
    ("ix_notes_customer_id_at", _timeline("from_", notes_only=True)),
    ("uq_customers_email_identity", customers._BY_EMAIL),
    ("ix_customers_phone", "SELECT id FROM customers.customers WHERE phone = $1"),
    ("ix_customers_company", "SELECT id FROM customers.customers WHERE company = $1"),
    ("ix_customers_customer_type", "SELECT id FROM customers.customers WHERE customer_type = 'corporate'"),
    ("ix_customers_created_at", "SELECT id FROM customers.customers ORDER BY created_at DESC, id LIMIT 50"),
    (
        "ix_figures_last_activity_at",
        "SELECT customer_id FROM customers.figures ORDER BY last_activity_at DESC, customer_id LIMIT 50",
    ),
    ("ix_entries_customer_id_at", _OF_CUSTOMER),
    ("ix_entries_user_id_at", _OF_CUSTOMER.replace("customer_id", "user_id")),
    ("ix_entries_type_at", _OF_CUSTOMER.replace("customer_id = $1", "type = 'type_7'")),
    ("uq_courses_code", catalogue._COURSE_BY_CODE),
    ("ix_courses_title", catalogue_reader._courses(True, True, False)),
    ("ix_sessions_starts_at", catalogue_reader._sessions(frozenset({"from_"}), True, True, False, False)),
    ("ix_sessions_course_id", catalogue_reader._sessions(frozenset({"course_id"}), False, True, False, False)),
    ("ix_session_instructors_user_id", "SELECT session_id FROM catalogue.session_instructors WHERE user_id = $1"),
    ("uq_bookings_reference", portal.FIND),
    ("pk_customers", portal.FIND),
    ("uq_portal_sessions_token_hash", portal._SESSION_BY_TOKEN),
    ("ix_portal_sessions_customer_id", portal._OF_CUSTOMER),
    ("uq_portal_links_token_hash", portal._LINK_BY_TOKEN),
    *(("ix_portal_links_customer_id", newer) for newer in portal._NEWER.values()),
    ("uq_bookings_reference", "SELECT id FROM bookings.bookings WHERE reference = $1"),
    ("ix_bookings_created_at", _bookings()),
    ("ix_bookings_created_at", _bookings("from_", "to", goes_on=True)),
    ("ix_bookings_customer_id", _bookings("customer_id")),
    ("ix_bookings_customer_id", _bookings(everything=False, ids=frozenset({"seen_customer_id"}))),
    ("ix_bookings_customer_id_status", _bookings("customer_id", "status")),
    ("ix_bookings_session_id", _bookings("session_id")),
    ("ix_bookings_session_id", bookings._OF_SESSION),
    ("uq_attendees_booking_id_position", bookings._BY_ID),
    ("uq_users_email_identity", desk.WITH_PEOPLE),
    ("uq_customers_email_identity", desk.WITH_PEOPLE),
    ("pk_customers", desk.WITH_PEOPLE),
    ("pk_rosters", desk.WITH_PEOPLE),
    ("ix_outbox_created_at", outbox_queue._CLAIM),
    ("pk_receipts", receipts._BY_KEY),
    ("ix_audit_at", audit_reader._page(frozenset(), True, False)),
    ("uq_seals_seq", seals._SEALED),
    ("ix_lines_batch", "SELECT booking_id FROM legacy.lines WHERE batch = $1"),
    ("uq_lines_old_reference", "SELECT booking_id FROM legacy.lines WHERE old_reference = $1"),
    ("ix_quarantine_raw_digest", "SELECT reason FROM legacy.quarantine WHERE raw_digest = $1 AND line = $2"),
    ("ix_receipts_created_at", "DELETE FROM shared.receipts WHERE created_at < '2001-01-01'"),
]


@pytest.fixture(scope="module")
def planted(admin: "psycopg.Connection[Any]") -> "psycopg.Connection[Any]":
    for statement in _PLANTED.split(";\n"):
        admin.execute(statement.encode())
    return admin


def indexes_in_plan(connection: "psycopg.Connection[Any]", query: Query | str) -> set[str]:
    """The names of the indexes that the server would use, whatever the parameters."""
    text = query if isinstance(query, str) else query.sql.decode()
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {text}".encode())
        row = cursor.fetchone()
    assert row is not None
    return set(_names(row[0]))


def _names(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _names(part)
    elif isinstance(plan, dict):
        if "Index Name" in plan:
            yield plan["Index Name"]
        for part in plan.values():
            yield from _names(part)


@pytest.mark.parametrize(
    ("index", "query"), QUERIES, ids=[f"{place}-{name}" for place, (name, _) in enumerate(QUERIES)]
)
def test_the_index_is_used_by_the_query_it_is_for(
    planted: "psycopg.Connection[Any]", index: str, query: Query | str
) -> None:
    assert index in indexes_in_plan(planted, query)


def test_every_index_is_there_for_a_query(planted: "psycopg.Connection[Any]") -> None:
    found = planted.execute("SELECT indexname FROM pg_indexes WHERE indexname ~ '^(ix|uq)_'").fetchall()
    assert {name for (name,) in found} == {name for name, _ in QUERIES if not name.startswith("pk_")}


def test_without_the_index_the_plan_is_another(planted: "psycopg.Connection[Any]") -> None:
    with planted.transaction(force_rollback=True):
        planted.execute("DROP INDEX customers.ix_customers_company")
        assert indexes_in_plan(planted, "SELECT id FROM customers.customers WHERE company = $1") == set()


@pytest.mark.parametrize("query", [desk.WITH_PEOPLE, _timeline(), _timeline("from_", goes_on=True)])
def test_what_is_often_asked_reads_no_table_from_end_to_end(planted: "psycopg.Connection[Any]", query: Query) -> None:
    with psycopg.RawCursor(planted) as cursor:
        cursor.execute(b"EXPLAIN (GENERIC_PLAN) " + query.sql)
        assert [line for (line,) in cursor.fetchall() if "Seq Scan" in line] == []
