"""What was taken while linking was off is linked later, as if it had been on (product.md D8)."""

from collections.abc import Callable
from typing import Any

import pytest

from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.legacy import BatchChangedSince, backfill_customers
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import NOW, Replayed, dirty, imported, many, taken_back
from tests.app.loading.exports import line

State = Callable[[], dict[str, str]]
_LINKS = """
SELECT b.id, c.email_identity, u.email_identity, u.customer_id = b.customer_id
FROM bookings.bookings b LEFT JOIN customers.customers c ON c.id = b.customer_id
LEFT JOIN identity.users u ON u.id = b.booked_by ORDER BY 1
"""
_PEOPLE = """
SELECT c.*, f.* FROM customers.customers c JOIN customers.figures f ON f.customer_id = c.id ORDER BY c.id
"""


def backfilled(url: str, *, dry_run: bool = False) -> dict[str, Any]:
    return dict(backfill_customers(url, now=NOW, entropy=Replayed(), dry_run=dry_run))


def test_off_then_backfilled_is_as_on_from_the_start(url: str, sql: Sql) -> None:
    counts = imported(url, many(300))
    links, people = sql(_LINKS), sql(_PEOPLE)
    sql("TRUNCATE legacy.batches, legacy.made, legacy.lines, legacy.quarantine, bookings.bookings, customers.customers,"
        " catalogue.sessions CASCADE")  # fmt: skip
    sql("DELETE FROM catalogue.courses")
    off = imported(url, many(300), linking=False)
    assert (off["linked"], off["not_linked"], off["customers_made"]) == (0, off["loaded"], 0)
    assert sql("SELECT count(*) FROM customers.customers") == [(0,)]
    told = backfilled(url)
    assert told == {name: counts[name] for name in told} | {"batch": "backfill"}
    assert sql(_LINKS) == links
    assert sql(_PEOPLE) == people
    assert (examine(url).seats_wrong, examine(url).figures_wrong) == (0, 0)


def test_a_dry_run_counts_as_the_real_one_and_writes_nothing(url: str, state: State) -> None:
    imported(url, dirty(), linking=False)
    before = state()
    rehearsed = backfilled(url, dry_run=True)
    assert state() == before
    assert backfilled(url) == rehearsed
    assert state() != before


def test_a_second_backfill_changes_nothing(url: str, sql: Sql, state: State) -> None:
    imported(url, dirty(), linking=False)
    first = backfilled(url)
    before, audited = state(), sql("SELECT count(*) FROM activity.audit")
    again = backfilled(url)
    assert (again["batch"], again["linked"], again["not_linked"]) == (None, 0, first["not_linked"])
    assert (state(), sql("SELECT count(*) FROM activity.audit")) == (before, audited)


def test_bookings_without_an_address_stay_without_a_customer(url: str, sql: Sql) -> None:
    imported(url, dirty(), linking=False)
    assert backfilled(url)["not_linked"] == 2
    left = sql("SELECT contact_email FROM bookings.bookings WHERE customer_id IS NULL")
    assert [email.endswith("@address.invalid") for (email,) in left] == [True, True]


def test_a_backfill_is_a_batch_that_can_be_taken_back(url: str, sql: Sql, state: State) -> None:
    imported(url, many(60), batch="earlier")
    imported(url, [*dirty(), *many(120)[60:]], linking=False)
    before = state()
    told = backfilled(url)
    assert (told["customers_made"] > 0, told["customers_found"] > 0) == (True, True)
    assert sql("SELECT name, state FROM legacy.batches WHERE name = 'backfill'") == [("backfill", "done")]
    with pytest.raises(BatchChangedSince):
        taken_back(url, "old")  # its bookings were linked since
    gone = taken_back(url, "backfill")
    assert (gone["bookings_unlinked"], gone["customers_gone"]) == (told["linked"], told["customers_made"])
    assert state() == before
    assert backfilled(url) == told


def test_a_booking_that_was_changed_since_it_was_linked_is_in_the_way(url: str, sql: Sql) -> None:
    imported(url, [line(1)], linking=False)
    backfilled(url)
    sql("UPDATE bookings.bookings SET version = version + 1")
    with pytest.raises(BatchChangedSince, match="changed since"):
        taken_back(url, "backfill")
