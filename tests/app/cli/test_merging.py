"""Customers from a terminal: one person twice becomes one, and two again."""

from tests.app.cli.program import Rft
from tests.app.cli.test_work import session

ANA, ANNA = "ana.silva@gmail.com", "anasilva@gmail.com"


def book(rft: Rft, session_id: object, address: str) -> dict[str, str]:
    names = ("--first-name", "Ana", "--last-name", "Silva", "--json")
    made: dict[str, str] = rft("bookings", "create", session_id, "--email", address, *names).json
    return made


def test_duplicates_are_found_merged_and_taken_apart_again(on: Rft) -> None:
    there = session(on, seats=4)
    one, other = book(on, there["id"], ANA), book(on, there["id"], ANNA)
    winner, loser = one["customer_id"], other["customer_id"]
    assert on("customers", "find-duplicates").out == "1 pairs look like one person\n"
    assert {winner, loser} == set(on("customers", "duplicates").out.splitlines()[1].split("\t")[2:])
    assert on("customers", "distinct", winner, loser).code == 0
    assert on("customers", "duplicates", "--json").json["items"] == []
    assert on("customers", "distinct", "--take-back", loser, winner).code == 0
    shown = on("customers", "merge", "--dry-run", winner, loser)
    assert f"choose {other['id']}, 1 seats, £60.00" in shown.out
    refused = on("customers", "merge", winner, loser)
    assert (refused.code, refused.err.startswith("rft: merge-needs-choice: ")) == (1, True)
    assert on("customers", "deduplicate", "--at-least", "50").out.startswith("needs-choice\t60\t")
    done = on("customers", "merge", winner, loser, "--cancel", other["id"], "--json").json
    assert on("sessions", "show", there["id"], "--json").json["seats_left"] == 3
    assert on("bookings", "show", other["id"], "--json").json["customer_id"] == winner
    assert done["id"] in on("customers", "merges").out
    undone = on("customers", "undo-merge", done["id"])
    assert "State     undone" in undone.out
    again = on("bookings", "show", other["id"], "--json").json
    assert (again["customer_id"], again["status"]) == (loser, "confirmed")
    assert on("sessions", "show", there["id"], "--json").json["seats_left"] == 2
    on("bookings", "cancel", other["id"])
    assert on("customers", "deduplicate", "--at-least", "50", "--dry-run").out.startswith("would-merge\t60\t")
    assert on("customers", "deduplicate", "--at-least", "61").out == ""
    assert on("customers", "deduplicate", "--at-least", "50").out.startswith("merged\t60\t")
    assert on("customers", "duplicates", "--json").json["items"] == []
