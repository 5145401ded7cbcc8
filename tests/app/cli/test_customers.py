"""Customers from a terminal."""

from tests.app.cli.program import Rft
from tests.app.cli.test_work import booking, session


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
