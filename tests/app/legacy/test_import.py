"""Importing old bookings: every line is loaded, there already, blank or in quarantine; and nothing is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from rft_adapters.postgres import open_store
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.system import SystemEntropy
from rft_app.legacy import chunks, parsing
from rft_domain.testing.recount import dangling, figures_wrong, users_as_customers
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import DIRTY, FATES, QUARANTINED, dirty, imported, many
from tests.app.loading.exports import contact, line, people

State = Callable[[], dict[str, str]]


def adds_up(counts: dict[str, Any]) -> bool:
    told = counts["blank"] + counts["loaded"] + counts["already_there"] + sum(counts["quarantined"].values())
    return bool(counts["read"] == told and counts["loaded"] == counts["linked"] + counts["not_linked"])


def test_every_line_of_a_dirty_file_is_accounted_for(url: str) -> None:
    counts = imported(url, dirty())
    assert adds_up(counts)
    assert counts == {
        "batch": "old",
        "read": len(DIRTY),
        "blank": 1,
        "loaded": FATES.count("loaded"),
        "already_there": 1,
        "quarantined": QUARANTINED,
        "customers_made": 2,
        "customers_found": 0,
        "users_made": 2,
        "linked": FATES.count("loaded") - 2,
        "not_linked": 2,
        "courses_made": 1,
        "sessions_made": 2,
        "sessions_over_full": 1,
        "warned": {"amounts-do-not-add-up": 1, "no-usable-address": 2, "phone-unreadable": 1},
        "kept_with_the_booking": {"certificates": 1, "unknown-fields": 1},
    }


def test_imported_bookings_are_found_by_their_words_at_once(url: str, sql: Sql) -> None:
    """With the text that the program would write; that of people is made afterwards, by the worker."""
    imported(url, [*dirty(), *many(20)])
    written = "SELECT id, searched FROM bookings.bookings ORDER BY id"
    found = sql(written)
    assert all(text for _, text in found)
    sql("UPDATE bookings.bookings SET searched = NULL")
    with open_store(url, entropy=SystemEntropy()) as store:
        store.fill_search(1000)
    assert sql(written) == found


def test_what_an_import_leaves_equals_a_recount(url: str) -> None:
    imported(url, many(400))
    found = examine(url)
    assert (found.seats_wrong, found.figures_wrong) == (0, 0)
    with open_store(url, entropy=SystemEntropy()) as store, store.unit_of_work() as uow:
        assert [*figures_wrong(uow), *dangling(uow), *users_as_customers(uow)] == []


@pytest.mark.parametrize(
    ("planted", "wrong"),
    [
        ("UPDATE bookings.rosters SET seats_taken = 0", "seats_wrong"),
        ("UPDATE customers.figures SET total_spent = total_spent + 1", "figures_wrong"),
    ],
)
def test_a_planted_miscount_is_found(url: str, sql: Sql, planted: str, wrong: str) -> None:
    imported(url, many(40))
    sql(planted)
    assert getattr(examine(url), wrong) > 0


def test_a_second_run_changes_nothing_and_says_so(url: str, sql: Sql, state: State) -> None:
    first = imported(url, dirty())
    before, audited = state(), sql("SELECT count(*) FROM activity.audit")
    again = imported(url, dirty())
    assert again["batch"] is None
    assert (again["loaded"], again["already_there"]) == (0, first["loaded"] + first["already_there"])
    assert again["quarantined"] == first["quarantined"]
    assert (state(), sql("SELECT count(*) FROM activity.audit")) == (before, audited)
    sql("UPDATE bookings.bookings SET version = version + 1")  # the fault planted: a change is seen
    assert state() != before


def test_a_dry_run_writes_nothing_and_counts_as_the_real_run(url: str, state: State) -> None:
    before = state()
    rehearsed = imported(url, dirty(), dry_run=True)
    assert state() == before
    real = imported(url, dirty())
    assert rehearsed | {"batch": "old"} == real
    assert state() != before


def test_lines_read_by_several_processes_are_the_same(url: str, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, left = imported(url, many(60)), state()
    assert alone["loaded"] > 0
    monkeypatch.setattr(chunks, "CHUNK", 10)
    terms = parsing.Terms(batch="old", secret=b"s" * 32, now=datetime.fromisoformat("2026-03-02T09:00:00Z"))
    found = [
        chunks.Chunk(first=1, lines=tuple(enumerate(many(60)[at : at + 20], at + 1)), position=0, digest="")
        for at in (0, 20, 40)
    ]
    by_many = [parsed.text for parsed in parsing.parse_all(iter(found), terms, workers=2)]
    assert by_many == [parsing.parse(chunk, terms).text for chunk in found]
    assert state() == left


def test_a_line_is_kept_to_the_byte_with_its_booking_or_in_quarantine(url: str, sql: Sql) -> None:
    imported(url, dirty())
    kept = {
        number: bytes(raw)
        for number, raw in sql("SELECT line, raw FROM legacy.lines UNION SELECT line, raw FROM legacy.quarantine")
    }
    wanted = {
        number: raw.rstrip(b"\r\n")
        for number, (raw, fate) in enumerate(DIRTY, 1)
        if fate not in ("blank", "already there")
    }
    assert kept == wanted


def test_a_booking_is_what_its_line_says(url: str, sql: Sql) -> None:
    imported(
        url,
        [
            line(
                1,
                status="no-show",
                participants=people(2),
                totalAmount="£1,150.00",
                discountAmount="150",
                finalAmount=1000,
            )
        ],
    )
    [row] = sql(
        "SELECT status, payment_status, total_amount, discount_amount, final_amount, vat_amount, created_at,"
        " contact_email, contact_phone FROM bookings.bookings"
    )
    assert [str(value) for value in row] == [
        "completed", "paid", "1150.00", "150.00", "1000.00", "166.67", "2023-04-02 10:11:12.345000+00:00",
        "Ana.Silva@Example.org", "+447700900123",
    ]  # fmt: skip
    assert sql("SELECT DISTINCT attendance FROM bookings.attendees") == [("no_show",)]
    assert sql("SELECT starts_at::text, venue FROM catalogue.sessions") == [("2023-05-17 08:00:00+00", "Leeds")]


def test_a_profile_takes_the_most_recent_value_that_is_not_empty(url: str, sql: Sql) -> None:
    old = contact(firstName="Anna", company="Silva Ltd", phone="07700 900111")
    new = contact(firstName="Ana", company="", phone="07700 900222")
    last = contact(firstName="Ana Maria", company="", phone="")
    imported(
        url,
        [
            line(1, createdAt="2023-02-01T10:00:00Z", contactDetails=new),
            line(2, createdAt="2023-03-01T10:00:00Z", contactDetails=last),
            line(3, createdAt="2023-01-01T10:00:00Z", contactDetails=old),
        ],
    )
    assert sql("SELECT first_name, company, phone, created_at::date::text FROM customers.customers") == [
        ("Ana Maria", "Silva Ltd", "+447700900222", "2023-01-01")
    ]


def test_a_chain_of_conflicts_keeps_the_first_that_can_be_kept(url: str, sql: Sql) -> None:
    """The second loses to the first, so that its reference is free for the third."""
    counts = imported(
        url,
        [
            line(1, bookingReference="A"),
            line(1, bookingReference="B"),
            line(2, bookingReference="B"),
            line(3, bookingReference="A"),
        ],
    )
    assert (counts["loaded"], counts["quarantined"]) == (2, {"conflict": 2})
    assert sql("SELECT line, fields FROM legacy.quarantine ORDER BY 1") == [(2, ["/id"]), (4, ["/bookingReference"])]


def test_nothing_of_an_import_is_personal_in_the_audit_trail(url: str, sql: Sql) -> None:
    imported(url, dirty())
    [(action, actor, about)] = sql("SELECT action, actor_kind, about FROM activity.audit")
    assert (action, actor, about["batch"], about["loaded"]) == (
        "import_bookings",
        "system",
        "old",
        str(FATES.count("loaded")),
    )
    assert "silva" not in str(about).casefold()


def test_the_clock_of_a_line_without_offset_is_londons(url: str, sql: Sql) -> None:
    imported(url, [line(1, createdAt="2023-07-01T10:00:00"), line(2, createdAt="2023-01-01T10:00:00", sessionId="s-2")])
    made = {at for (at,) in sql("SELECT created_at FROM bookings.bookings")}
    assert {at.isoformat() for at in made} == {"2023-07-01T09:00:00+00:00", "2023-01-01T10:00:00+00:00"}
    assert max(made) - min(made) > timedelta(days=150)
