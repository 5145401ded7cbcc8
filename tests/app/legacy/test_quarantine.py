"""Lines in quarantine: seen as they were written, mended, and loaded; on the command line."""

import json
from pathlib import Path

import pytest

from rft_adapters.postgres.legacy.quarantine import addresses_in
from tests.app.cli.program import Rft, rft
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import DIRTY, FATES, QUARANTINED, dirty, of_owner
from tests.app.loading.exports import line


@pytest.fixture
def on(url: str, monkeypatch: pytest.MonkeyPatch) -> Rft:
    monkeypatch.setenv("DATABASE_URL", url)
    return rft


@pytest.fixture
def owner(url: str) -> tuple[str, str]:
    return "--database-url", of_owner(url)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "old-bookings.jsonl"
    path.write_bytes(b"".join(dirty()))
    return path


def test_from_the_dry_run_to_the_revert(on: Rft, owner: tuple[str, str], export: Path) -> None:
    rehearsed = on("legacy", "import", export, "--dry-run", "--json").json
    real = on("legacy", "import", export, "--json").json
    assert rehearsed | {"dry_run": False, "batch": "old-bookings"} == real
    assert real["quarantined"] == QUARANTINED
    again = on("legacy", "import", export, "--json").json
    assert (again["loaded"], again["quarantined"]) == (0, QUARANTINED)
    gone = on("legacy", "revert", "old-bookings", *owner, "--json").json
    assert gone["bookings_gone"] == FATES.count("loaded")
    assert on("legacy", "quarantine", "list", "--json").json == {"items": []}


def test_every_quarantined_line_has_its_number_its_reason_and_what_would_mend_it(on: Rft, export: Path) -> None:
    on("legacy", "import", export)
    items = on("legacy", "quarantine", "list", "--json").json["items"]
    refused = {number: fate for number, (_, fate) in enumerate(DIRTY, 1) if fate in QUARANTINED}
    assert {item["line"]: item["reason"] for item in items} == refused
    assert all(item["mend"] for item in items)


def test_a_line_is_shown_and_exported_as_it_was_written(on: Rft, tmp_path: Path) -> None:
    raw = line(1, status="maybe", utmSource="  two  spaces ").strip()
    (tmp_path / "one.jsonl").write_bytes(b"\n" + raw + b"\r\n")
    on("legacy", "import", tmp_path / "one.jsonl")
    assert on("legacy", "quarantine", "show", "one", 2).out == raw.decode() + "\n"
    assert on("legacy", "quarantine", "export", "one").out == f"2\t{raw.decode()}\n"
    assert on("legacy", "quarantine", "show", "one", 1).code == 1


def test_mended_lines_come_in_and_the_others_stay(on: Rft, owner: tuple[str, str], tmp_path: Path) -> None:
    lines = [line(1), line(2, status="maybe"), line(3, status="tbc")]
    (tmp_path / "three.jsonl").write_bytes(b"".join(lines))
    on("legacy", "import", tmp_path / "three.jsonl")
    mended = on("legacy", "quarantine", "export", "three").out.replace("maybe", "confirmed")
    report = on("legacy", "quarantine", "retry", "three", "-", "--json", stdin=mended).json
    assert (report["batch"], report["loaded"], report["quarantined"]) == ("three-mended", 1, {"status-unknown": 1})
    left = on("legacy", "quarantine", "list", "--json").json["items"]
    assert [(item["batch"], item["line"]) for item in left] == [("three", 3)]
    (all_,) = [
        item for item in on("legacy", "quarantine", "list", "--mended", "--json").json["items"] if item["line"] == 2
    ]
    assert all_["mended_by"] == "three-mended"
    assert on("legacy", "revert", "three-mended", *owner).code == 0
    assert len(on("legacy", "quarantine", "list", "--json").json["items"]) == 2


def test_mended_lines_without_their_numbers_are_refused(on: Rft, tmp_path: Path) -> None:
    on("legacy", "import", "-", "--batch", "x", stdin=line(1, status="maybe"))
    answer = on("legacy", "quarantine", "retry", "x", "-", stdin=line(1))
    assert (answer.code, "line 1 must be a number" in answer.err) == (1, True)


def test_the_switch_is_off_and_the_backfill_links(on: Rft, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_USER_CENTRIC_BOOKINGS", "false")
    off = on("legacy", "import", export, "--json").json
    assert (off["linked"], off["customers_made"]) == (0, 0)
    rehearsed = on("backfill", "customers", "--dry-run", "--json").json
    real = on("backfill", "customers", "--json").json
    assert rehearsed == real | {"dry_run": True}
    assert (real["linked"], real["not_linked"]) == (off["loaded"] - 2, 2)


def test_taking_back_is_refused_to_the_role_of_the_service_in_one_line(on: Rft, export: Path) -> None:
    on("legacy", "import", export)
    refused = on("legacy", "revert", "old-bookings")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert refused.err.startswith("rft: owner-needed: ")


def test_no_output_but_the_lines_themselves_holds_personal_data(on: Rft, owner: tuple[str, str], export: Path) -> None:
    said = [
        on("legacy", "import", export),
        on("legacy", "quarantine", "list"),
        on("legacy", "revert", "old-bookings", *owner),
    ]
    assert "silva" not in json.dumps([answer.out + answer.err for answer in said]).casefold()


def test_a_number_that_no_line_has_is_refused(on: Rft, tmp_path: Path) -> None:
    (tmp_path / "mended").write_bytes(b"99999999999\t" + line(1))
    answer = on("legacy", "quarantine", "retry", "old", tmp_path / "mended")
    assert (answer.code, "line 1 must be a number" in answer.err) == (1, True)


@pytest.mark.parametrize(
    ("raw", "addresses"),
    [
        (line(1, status="maybe"), ["ana.silva@example.org"]),
        (line(1, status="maybe").upper(), ["ana.silva@example.org"]),
        (line(1)[:-40] + b"\xff", ["ana.silva@example.org"]),
        (b'{"email": "ren\\u00e9@example.org", "other": "B@example.org"', ["b@example.org", "ren\u00e9@example.org"]),
        (b'{"email": "ren\\u00e9@example.org"}', ["ren\u00e9@example.org"]),
        (rb'"\ud83dana@example.org\u0000"', ["ana@example.org"]),
        (b"[]", []),
    ],
)
def test_a_line_in_quarantine_says_whose_addresses_it_names(raw: bytes, addresses: list[str]) -> None:
    """So that an export and an erasure find what is kept of a person."""
    assert addresses_in(raw) == addresses


def test_the_addresses_are_kept_with_the_line(on: Rft, sql: Sql) -> None:
    on("legacy", "import", "-", "--batch", "x", stdin=line(1, status="maybe"))
    assert sql("SELECT line FROM legacy.quarantine WHERE %s = ANY (addresses)", "ana.silva@example.org") == [(1,)]
    assert sql("SELECT line FROM legacy.quarantine WHERE %s = ANY (addresses)", "ben@example.org") == []
