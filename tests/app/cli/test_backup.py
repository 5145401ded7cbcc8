"""``rft backup`` and ``rft restore``, as somebody would type them."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rft_adapters.postgres import schema
from tests.app.cli.program import Rft, rft
from tests.app.cli.test_work import booking, session
from tests.stores import as_app


@pytest.fixture
def folder() -> Iterator[Path]:
    # not tmp_path: for root the embedded server runs as another, who may not enter there
    with tempfile.TemporaryDirectory(prefix="rft-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_backed_up_and_restored_into_an_empty_database(on: Rft, empty_url: str, tmp_path: Path) -> None:
    made = booking(on, session(on)["id"])
    taken = on("backup", tmp_path / "today.rft", "--json").json
    restored = rft("restore", tmp_path / "today.rft", "--database-url", empty_url, "--json").json
    assert (restored["rows"], restored["tables"]) == (taken["rows"], len(taken["tables"]))
    again = rft("backup", tmp_path / "again.rft", "--database-url", empty_url, "--json").json
    assert again["tables"] == taken["tables"]
    shown = rft("bookings", "show", made["id"], "--database-url", as_app(empty_url), "--json").json
    assert shown["reference"] == made["reference"]


def test_in_words_with_what_else_to_keep(
    on: Rft, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RFT_SECOND_FACTOR_KEY_FILE", "/etc/rft/second-factor.key")
    answer = on("backup", tmp_path / "today.rft")
    told = dict(line.split("  ", 1) for line in answer.out.splitlines())
    assert [*told] == ["Backup", "Of", "Schema", "Holds", "Keep too"]
    assert told["Schema"].strip() == schema.head()
    assert told["Keep too"].strip() == "/etc/rft/second-factor.key"
    assert answer.err.splitlines() == ["dumping …", "reading the dump …", "comparing with the database …"]
    answer = rft("restore", tmp_path / "today.rft", "--database-url", empty_url)
    assert [line.split()[0] for line in answer.out.splitlines()] == ["Restored", "Holds", "Schema"]


def test_refusals_are_one_line(on: Rft, at_head: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("precious")
    there = "rft: backup-exists: There is a file of that name already. It was left alone.\n"
    assert (on("backup", tmp_path / "there").code, on("backup", tmp_path / "there").err) == (1, there)
    on("backup", tmp_path / "today.rft")
    full = rft("restore", tmp_path / "today.rft", "--database-url", at_head)
    sentence = "Restore into an empty database only: this one has tables or schemas."
    assert (full.code, full.err.splitlines()[-1]) == (1, f"rft: database-not-empty: {sentence}")
    assert rft("restore", tmp_path / "today.rft", "--to", "2026-03-02T09:30:00Z").code == 2
    assert rft("restore", tmp_path / "none").code == 2


@pytest.mark.parametrize("typed", ["yesterday", "2026-03-02T09:30:00", "2026-13-02T09:30:00Z"])
def test_an_instant_names_its_offset(tmp_path: Path, typed: str) -> None:
    answer = rft("restore", tmp_path, "--to", typed)
    assert answer.code == 2
    assert "must be an instant with its offset, such as 2026-03-02T09:30:00Z" in answer.err


def test_a_server_of_ones_own_is_told_where_to_read(on: Rft, tmp_path: Path) -> None:
    for words in (("backup", tmp_path / "base", "--base"), ("restore", tmp_path), ("db", "archive", tmp_path)):
        answer = on(*words)
        assert answer.code == 1
        assert "a server of your own" in answer.err.lower()


def test_the_embedded_server_is_recovered_to_an_instant(folder: Path) -> None:
    place = ("--data-dir", folder / "data")
    assert rft("backup", folder / "base", "--base", *place).code == 1
    assert rft("db", "archive", folder / "wal", *place).code == 0
    made = session(lambda *words, **more: rft(*words, *place, **more))["id"]
    told = rft("backup", folder / "base", "--base", "--json", *place).json
    assert told["wal"] == str(folder / "wal")
    assert str(folder / "data" / "audit.key") in told["keep"]
    first = booking(lambda *words, **more: rft(*words, *place, **more), made)
    between = datetime.now(UTC).isoformat()
    second = booking(lambda *words, **more: rft(*words, *place, **more), made)
    answer = rft("restore", folder / "base", "--to", between, "--data-dir", folder / "new", "--json")
    assert answer.json["revision"] == schema.head()
    new = ("--data-dir", folder / "new")
    assert rft("bookings", "show", first["id"], *new).code == 0
    assert rft("bookings", "show", second["id"], *new).code == 1
