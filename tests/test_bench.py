"""The bench: its arithmetic, and that everybody who is measured does the same thing."""

import json
import re
from itertools import islice
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from bench import library, twin
from bench.__main__ import run
from bench.crew import Job, Sample, by_threads, shared_out
from bench.database import count_bookings, prepare
from bench.limit import Limit
from bench.orders import Mix, Order, session_id
from bench.plan import (
    HTTP,
    LIBRARY_ALL,
    LIBRARY_ONE,
    PGBENCH,
    PGBENCH_PIPELINE,
    PGBENCH_SEATS_LAST,
    TWIN_ALL,
    TWIN_ONE,
    Cell,
    Plan,
)
from bench.report import Verdict, figures, percentile, ratio
from bench.statements import round_trips, script
from rft_adapters.embedded import EmbeddedServer
from rft_app.container import open_application

PEOPLE = 20
ALL_KINDS = {"booking", "attendee", "customer", "user", "entry", "audit", "mail"}


def test_a_percentile_is_the_nearest_rank() -> None:
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], 50) == 3.0
    assert percentile([float(n) for n in range(1, 201)], 99) == 198.0
    assert percentile([7.0], 99) == 7.0


def test_figures_are_medians_over_the_rounds() -> None:
    rounds = [Sample(latencies=[0.001] * count, cpu=0.5 * count) for count in (10, 30, 1000)]
    found = figures(rounds, seconds=2.0)
    assert (found.rate, found.p50_ms, found.p99_ms, found.cpu_us) == (15.0, 1.0, 1.0, 500_000.0)


def test_a_ratio_compares_round_by_round() -> None:
    """A machine that was slow in one round was slow for both: 4÷8, 10÷20 and 90÷100, not the medians 10÷20."""
    mine, theirs = Cell(name=HTTP, clients=8, hot=False), Cell(name=PGBENCH, clients=8, hot=False)
    counts = {mine: (3, 10, 90), theirs: (10, 20, 100)}
    results = {cell: [Sample(latencies=[0.001] * n, cpu=0.0) for n in told] for cell, told in counts.items()}
    assert ratio(results, mine, theirs) == 0.5
    assert ratio(results, mine, Cell(name=PGBENCH, clients=8, hot=True)) is None


def test_a_target_is_kept_or_not() -> None:
    assert Verdict(what="", value=0.5, target=0.5).word == "PASS"
    assert Verdict(what="", value=0.49, target=0.5).word == "FAIL"
    assert Verdict(what="", value=801, target=800, bound="at most").word == "FAIL"
    assert Verdict(what="", value=1).word == ""


def test_clients_are_spread_evenly_over_processes() -> None:
    assert shared_out(8, 4) == [2, 2, 2, 2]
    assert shared_out(9, 4) == [3, 2, 2, 2]
    assert shared_out(1, 4) == [1, 0, 0, 0]


def test_the_mix_is_what_it_says() -> None:
    hot = list(islice(Mix(hot=True, people=PEOPLE, known_share=1.0, keyed=True).orders(), 50))
    assert {order.session_id for order in hot} == {session_id(0)}
    assert all(order.email.startswith("known") and order.key for order in hot)
    assert len({order.key for order in hot}) == 50
    spread = list(islice(Mix(hot=False, people=PEOPLE, known_share=0.0).orders(), 50))
    assert len({order.email for order in spread}) == 50
    assert session_id(0) not in {order.session_id for order in spread}


def test_a_client_that_fails_is_heard() -> None:
    def refuse(order: Order) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        by_threads(refuse)(Job(clients=2, mix=Mix(hot=True, people=1), seconds=0.1))


def test_waits_of_a_script_are_counted() -> None:
    one_by_one = script(known=True, pipeline=False, seats_last=False)
    assert one_by_one.count(";\n") + 1 == round_trips(one_by_one) == 10  # BEGIN, read, seven writes, COMMIT
    assert round_trips(script(known=False, pipeline=True, seats_last=True)) == 2


@pytest.fixture(scope="module")
def books(database_url: str) -> str:
    """A prepared database."""
    prepare(database_url, PEOPLE)
    return database_url


_ROWS: LiteralString = """
SELECT 'booking', row_to_json(x)::jsonb FROM (
  SELECT session_id, contact_email, contact_phone, unit_amount, total_amount, discount_amount, final_amount, vat_amount,
    vat_rate, code_rate, discount_code, status, payment_status, version, customer_id IS NOT NULL AS has_customer,
    booked_by IS NOT NULL AS has_user
  FROM bookings.bookings WHERE contact_email = %(email)s) AS x
UNION ALL SELECT 'attendee', row_to_json(x)::jsonb FROM (
  SELECT a.position, a.first_name, a.last_name, a.email, a.email_identity, a.special_requirements, a.is_primary,
    a.attendance, a.cancelled_at
  FROM bookings.attendees a JOIN bookings.bookings b ON b.id = a.booking_id WHERE contact_email = %(email)s) AS x
UNION ALL SELECT 'customer', (row_to_json(c)::jsonb || row_to_json(f)::jsonb) - %(apart)s::text[]
  FROM customers.customers c JOIN customers.figures f ON f.customer_id = c.id WHERE email_identity = %(email)s
UNION ALL SELECT 'user', row_to_json(u)::jsonb - %(apart)s::text[]
  FROM identity.users u WHERE email_identity = %(email)s
UNION ALL SELECT 'entry', row_to_json(x)::jsonb FROM (
  SELECT e.type, e.text, e.entity FROM activity.entries e
  LEFT JOIN customers.customers c ON c.id = e.customer_id LEFT JOIN identity.users u ON u.id = e.user_id
  WHERE %(email)s IN (c.email_identity, u.email_identity)) AS x
UNION ALL SELECT 'audit', row_to_json(x)::jsonb FROM (
  SELECT a.actor_kind, a.actor_id, a.action, a.outcome, a.code, a.about->>'session_id' AS session_id,
    jsonb_array_length(a.changes) AS made, a.salt
  FROM activity.audit a JOIN bookings.bookings b ON a.about->>'id' = b.id::text WHERE contact_email = %(email)s) AS x
UNION ALL SELECT 'mail', row_to_json(x)::jsonb FROM (
  SELECT o.topic, o.attempts, o.delivered_at, o.put_aside, o.last_failure, o.due_at = o.created_at AS due_at_once
  FROM shared.outbox o JOIN bookings.bookings b ON o.body->>'booking_id' = b.id::text
  WHERE contact_email = %(email)s) AS x
ORDER BY 1, 2
"""
# grams are those of the address
_APART = ["id", "customer_id", "user_id", "email", "email_identity", "grams"]
_TIMES = ["created_at", "updated_at", "customer_since", "first_booking_at", "last_booking_at", "last_activity_at"]


_VARYING = {r"(\+447|07)700\d{6}": "(phone)", r"0{8}-0{4}-7000-8000-[0-9a-f]{12}": "(session)"}


def rows_of(url: str, email: str) -> set[tuple[str, str]]:
    """All that the bookings of an address left behind, but for ids, instants and what the mix varies."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(_ROWS, {"email": email, "apart": _APART + _TIMES}).fetchall()
    return {(kind, _alike(json.dumps(row, sort_keys=True), email)) for kind, row in rows}


def _alike(text: str, email: str) -> str:
    text = text.replace(email, "(who)")
    for pattern, word in _VARYING.items():
        text = re.sub(pattern, word, text)
    return text


def kinds(rows: set[tuple[str, str]]) -> set[str]:
    return {kind for kind, _ in rows}


def order(email: str) -> Order:
    return Order(
        session_id=session_id(1),
        email=email,
        first_name="Ana",
        last_name="Silva",
        phone="07700 900000",
        companion_email=f"friend.of.{email}",
    )


def seats_taken(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT sum(seats_taken) FROM bookings.rosters").fetchone()
    return int(row[0]) if row else 0


def addresses_like(url: str, pattern: str) -> list[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT contact_email FROM bookings.bookings WHERE contact_email LIKE %s", [pattern])
        return [email for (email,) in found]


@pytest.mark.parametrize(("first", "second"), [("new1", "new2"), ("known17", "known18")])
def test_the_twin_leaves_the_same_rows_as_the_library(books: str, first: str, second: str) -> None:
    by_library, by_twin = f"{first}@example.org", f"{second}@example.org"
    before = seats_taken(books)
    with open_application(library.settings(books)) as application:
        library.book(application, order(by_library))
    engine = twin.open_engine(books)
    twin.book(engine, library.command_of(order(by_twin)))
    engine.dispose()
    rows = rows_of(books, by_library)
    assert kinds(rows) == ALL_KINDS
    assert rows_of(books, by_twin) == rows
    assert seats_taken(books) == before + 4


@pytest.mark.parametrize(("pipeline", "seats_last"), [(False, False), (False, True), (True, True)])
def test_pgbench_leaves_the_same_rows_as_the_library(
    books: str, postgres_server: EmbeddedServer, pipeline: bool, seats_last: bool
) -> None:
    new, known = f"new{uuid4().hex}@example.org", f"known{PEOPLE}@example.org"
    with open_application(library.settings(books)) as application:
        for email in (new, known):
            library.book(application, order(email))
    before, seats = count_bookings(books), seats_taken(books)
    limit = Limit(programs=postgres_server.bin_dir, url=books, pipeline=pipeline, seats_last=seats_last)
    sample = limit.run(Job(clients=2, mix=Mix(hot=False, people=15), seconds=0.2))
    made = count_bookings(books) - before
    assert 0 < len(sample.latencies) <= made
    assert seats_taken(books) == seats + 2 * made
    by_pgbench = addresses_like(books, "new%.pgbench@example.org")[-1]
    assert rows_of(books, by_pgbench) == rows_of(books, new)
    by_pgbench = addresses_like(books, "known1_@example.org")[-1]  # one of known10 to known15
    assert _but_customers(rows_of(books, by_pgbench)) == _but_customers(rows_of(books, known))


def _but_customers(rows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Their figures count other bookings too."""
    return {row for row in rows if row[0] != "customer"}


def test_a_tiny_run_reports_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(Plan(clients=(1,), hot=(), rounds=1, seconds=0.2, people=PEOPLE), processes=1)
    assert json.loads(json.dumps(told)) == told
    assert told["machine"]["fsync"] == "on"
    assert [rate["name"] for rate in told["rates"] if rate["bookings_per_second"] > 0] == [
        PGBENCH,
        HTTP,
        PGBENCH_SEATS_LAST,
        PGBENCH_PIPELINE,
        LIBRARY_ONE,
        TWIN_ONE,
        LIBRARY_ALL,
        TWIN_ALL,
    ]
    printed = capsys.readouterr().out
    assert f"{LIBRARY_ONE} ÷ {TWIN_ONE}; 1 client, spread" in printed
    assert re.search(r"round trips per booking: library +2\.00", printed)
    assert "find one of 20 customers by e-mail" in printed
    assert len(re.findall(r"RLS ÷ filter alone: list.* at most 1\.2: (?:PASS|FAIL)", printed)) == 8
