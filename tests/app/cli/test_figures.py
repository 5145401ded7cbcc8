"""``rft insights``, ``rft recount`` and ``rft monitor``, as somebody types them."""

from pathlib import Path

import psycopg
import pytest

from tests.app.cli.program import Rft
from tests.app.cli.test_work import booking, session


@pytest.fixture
def customer(on: Rft, at_head: str) -> str:
    """Of one booking, whose figures are right."""
    made = booking(on, session(on)["id"])
    return str(made["customer_id"])


@pytest.fixture
def drifted(customer: str, at_head: str) -> str:
    with psycopg.connect(at_head, autocommit=True) as connection:
        change = b"UPDATE customers.figures SET total_spent = total_spent + 1 WHERE customer_id = %s"
        connection.execute(change, [customer])
    return customer


def test_a_check_says_who_drifted_and_changes_nothing(on: Rft, drifted: str) -> None:
    for _ in range(2):
        answer = on("recount", "--check", "--json")
        [found] = answer.json["drifts"]
        assert (answer.code, found["customer_id"]) == (1, drifted)
        assert found["kept"]["total_spent"] != found["counted"]["total_spent"]
    told = on("recount", "--check")
    assert (told.code, drifted in told.out, "Drifted" in told.out) == (1, True, True)
    assert "@" not in told.out
    on("recount")


def test_a_recount_sets_it_right(on: Rft, drifted: str) -> None:
    answer = on("recount", "--json")
    assert (answer.code, answer.json["corrected"], answer.json["drifted"]) == (0, 1, 1)
    clean = on("recount", "--check", "--json")
    assert (clean.code, clean.json["drifts"]) == (0, [])
    assert on("recount", "--after", clean.json["last"], "--json").json["customers"] == 0
    newest, *_ = on("audit", "show", "--about", drifted, "--action", "recount_figures", "--json").json["items"]
    assert newest["changes"][0]["field"] == "figures.total_spent"


def test_the_monitor_counts(on: Rft, customer: str) -> None:
    told = on("monitor", "--json").json
    assert told["users"] >= 1
    assert told["drifted"] == 0
    assert set(told["by_role"]) == {"customer", "instructor", "admin", "superuser"}
    assert told["duplicates"] == 0
    assert "Unlinked bookings" in on("monitor").out
    assert "Duplicates to look at" in on("monitor").out


def test_insights_of_one_and_of_all(on: Rft, customer: str) -> None:
    one = on("insights", "--customer", customer, "--json").json
    everybody = on("insights", "--json").json
    assert (one["customer_id"], one["total_bookings"] >= 1) == (customer, True)
    assert everybody["total_bookings"] >= one["total_bookings"]
    lines = on("insights", "--customer", customer).out
    assert "█" in lines
    assert "Customer since" in lines
    assert on("insights", "--from", "2001-01-01T00:00", "--to", "2001-02-01T00:00", "--json").json["months"] == []


def test_a_page_is_written(on: Rft, customer: str, tmp_path: Path) -> None:
    assert on("insights", "--html", tmp_path / "insights.html").code == 0
    assert "<svg" in (tmp_path / "insights.html").read_text()


def test_a_span_of_one_customer_is_a_wrong_call(on: Rft, customer: str) -> None:
    assert on("insights", "--customer", customer, "--from", "2026-01-01T00:00").code == 2


def test_a_customer_who_is_not_there_is_not_found(on: Rft) -> None:
    answer = on("insights", "--customer", "00000000-0000-7000-8000-000000000000")
    assert (answer.code, "not-found" in answer.err) == (1, True)
