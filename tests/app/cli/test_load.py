"""``rft bookings load``: the report people and programs see."""

from pathlib import Path

import pytest

from tests.app.cli.program import Rft
from tests.app.loading.exports import contact, line, people
from tests.app.loading.test_load import DIRTY


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    file = tmp_path / "old.jsonl"
    file.write_bytes(b"".join(raw for raw, _ in DIRTY))
    return file


def test_rehearsed_loaded_and_loaded_again(on: Rft, dirty: Path) -> None:
    rehearsed = on("bookings", "load", dirty, "--past", "--dry-run", "--json").json
    real = on("bookings", "load", dirty, "--past", "--json").json
    assert rehearsed == real | {"dry_run": True}
    assert real["lines"] == len(DIRTY)
    assert real["lines"] == real["blank"] + real["booked"] + real["already_there"] + sum(real["skipped"].values())
    expected = {number: why for number, (_, why) in enumerate(DIRTY, 1) if why not in (None, "blank", "already there")}
    assert {one["line"]: one["reason"] for one in real["skipped_lines"]} == expected
    again = on("bookings", "load", dirty, "--past", "--json").json
    assert (again["booked"], again["already_there"]) == (0, real["booked"] + real["already_there"])
    assert again["skipped"] == real["skipped"]
    assert on("doctor", "--json").json["checks"][-2:] == [
        {"name": "Seats", "ok": True, "detail": "equal a recount"},
        {"name": "Figures", "ok": True, "detail": "equal a recount"},
    ]


def test_in_words_every_line_that_was_skipped_is_named(on: Rft) -> None:
    lines = line(501, sessionId="s-501", participants=[]), line(502, sessionId="s-501"), b"{\n"
    answer = on("bookings", "load", "-", "--past", stdin=b"".join(lines))
    assert answer.code == 0
    assert answer.out.splitlines()[:4] == [
        "Skipped: no-participants (nobody attends), 1 line",
        "  1",
        "Skipped: not-json (not JSON; cut off?), 1 line",
        "  3",
    ]
    assert ["lines", "read", "3"] in [row.split() for row in answer.out.splitlines()]


def test_a_field_that_breaks_a_rule_is_named_in_json(on: Rft) -> None:
    raw = line(601, contactDetails=contact(firstName=""))
    (told,) = on("bookings", "load", "-", "--past", "--json", stdin=raw).json["skipped_lines"]
    assert told == {"line": 1, "reason": "invalid", "fields": ["/contactDetails/firstName"]}


def test_capacity_is_the_least_of_the_sessions_that_are_made(on: Rft) -> None:
    raw = line(701, sessionId="s-701", participants=people(13), totalAmount="975.00")
    report = on("bookings", "load", "-", "--past", "--json", stdin=raw).json
    assert (report["booked"], report["sessions_enlarged"]) == (1, 1)
    larger = raw.replace(b"701", b"702")
    report = on("bookings", "load", "-", "--past", "--capacity", 13, "--json", stdin=larger).json
    assert (report["booked"], report["sessions_enlarged"]) == (1, 0)


def test_nothing_is_made_where_that_was_forbidden(on: Rft) -> None:
    raw = line(801, sessionId="s-801")
    assert on("bookings", "load", "-", "--no-create", "--json", stdin=raw).json["skipped"] == {"session-unknown": 1}


def test_every_thousand_lines_are_told_elsewhere_than_on_a_terminal(on: Rft) -> None:
    answer = on("bookings", "load", "-", stdin=b"\n" * 2500)
    assert answer.err.splitlines() == [
        "1,000 lines: 0 booked, 0 there, 0 skipped",
        "2,000 lines: 0 booked, 0 there, 0 skipped",
    ]


def test_no_output_holds_personal_data(on: Rft, dirty: Path) -> None:
    answer = on("bookings", "load", dirty, "--past")
    assert "silva" not in (answer.out + answer.err).casefold()
