"""Customers and segments from a terminal."""

from pathlib import Path

from tests.app.cli.program import Rft
from tests.app.cli.test_work import booking, session

ANYBODY = "00000000-0000-7000-8000-000000000000"


def test_customers_are_found_shown_and_written_to_a_file(on: Rft, tmp_path: Path) -> None:
    on("demo", "--help")
    nobody = ("--search", "nobody has such a name")
    assert on("customers", "list", *nobody, "--json").json["items"] == []
    assert on("customers", "list", "--min-bookings", "1", "--sort", "-total_spent").out.startswith("name\te-mail")
    missing = on("customers", "show", ANYBODY)
    assert (missing.code, missing.err.startswith("rft: not-found: ")) == (1, True)
    target = tmp_path / "customers.csv"
    done = on("customers", "export", str(target), *nobody)
    assert (done.code, done.out) == (0, f"0 customer(s) written to {target}\n")
    assert target.read_text("utf-8-sig").startswith("id,first_name,last_name,email,")
    assert on("customers", "export", str(target), *nobody, "--json").json == {"rows": 0, "file": str(target)}
    nowhere = tmp_path / "not there" / "customers.csv"
    refused = on("customers", "export", str(nowhere))
    assert (refused.code, refused.err) == (1, f"rft: {nowhere}: No such file or directory\n")
    for option, value in (("--active-from", "yesterday"), ("--active-to", "2026-01-31T00:00"), ("--min-spent", "ten")):
        wrong = on("customers", "list", option, value)
        assert (wrong.code, option in wrong.err) == (2, True)


def test_segments_are_made_changed_listed_and_deleted(on: Rft, tmp_path: Path) -> None:
    made = on("segments", "create", "Regulars", "--min-bookings", "2", "--json").json
    assert (made["name"], made["filter"]["min_bookings"]) == ("Regulars", 2)
    taken = on("segments", "create", "REGULARS")
    assert (taken.code, taken.err) == (1, "rft: segment-name-taken: Another segment has this name.\n")
    gone = on("segments", "create", "Gone", "--course-id", ANYBODY)
    assert (gone.code, gone.err.startswith("rft: segment-outdated: ")) == (1, True)
    changed = on("segments", "change", made["id"], "Companies", "--customer-type", "corporate", "--json").json
    assert (changed["version"], changed["filter"]["min_bookings"]) == (2, None)
    assert on("segments", "show", made["id"], "--json").json["size"] == 0
    assert on("segments", "members", made["id"], "--json").json["items"] == []
    target = tmp_path / "companies.xlsx"
    assert on("segments", "export", made["id"], str(target), "--format", "xlsx").code == 0
    assert target.read_bytes().startswith(b"PK")
    assert f"Companies\t{made['id']}\n" in on("segments", "list").out
    assert on("segments", "delete", made["id"]).code == 0
    assert on("segments", "list", "--json").json["items"] == []


def test_a_timeline_is_shown_and_found_by_type_and_time(on: Rft) -> None:
    made = booking(on, session(on)["id"])
    customer_id = made["customer_id"]
    shown = on("customers", "timeline", customer_id, "--json").json
    assert {"booking_made", "customer_opened", "user_registered"} <= {item["type"] for item in shown["items"]}
    assert "Booking made for 1 seat\t" in on("customers", "timeline", customer_id).out
    of_type = on("customers", "timeline", customer_id, "--type", "customer_opened", "--json").json
    assert [item["entity_id"] for item in of_type["items"]] == [customer_id]
    later = ("--from", "2101-01-01T00:00")
    assert on("customers", "timeline", customer_id, *later, "--json").json["items"] == []
    first = on("customers", "timeline", customer_id, "--limit", 1)
    cursor = first.err.split("--cursor ")[1].strip()
    rest = on("customers", "timeline", customer_id, "--cursor", cursor, "--json").json
    assert rest["items"] == shown["items"][1:]


def test_an_unknown_customer_is_not_found(on: Rft) -> None:
    refused = on("customers", "timeline", "00000000-0000-7000-8000-000000000000")
    assert (refused.code, refused.err.startswith("rft: not-found: ")) == (1, True)
