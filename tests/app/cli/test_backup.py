"""``rft backup`` and ``rft restore``, as somebody would type them."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from rft_adapters.keys import make_keys
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
    key_file = tmp_path / "second-factor.key"
    make_keys(key_file)
    monkeypatch.setenv("RFT_SECOND_FACTOR_KEY_FILE", str(key_file))
    answer = on("backup", tmp_path / "today.rft")
    told = dict(line.split("  ", 1) for line in answer.out.splitlines())
    assert [*told] == ["Backup", "Of", "Schema", "Holds", "Keep too"]
    assert told["Schema"].strip() == schema.head()
    assert told["Keep too"].strip() == str(key_file)
    assert answer.err.splitlines() == ["dumping …", "reading the dump …", "comparing with the database …"]
    answer = rft("restore", tmp_path / "today.rft", "--database-url", empty_url)
    assert [line.split()[0] for line in answer.out.splitlines()] == ["Restored", "Holds", "Schema", "Erased"]


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
    assert {str(folder / "data" / name) for name in ("data.key", "audit.key")} <= set(told["keep"])
    first = booking(lambda *words, **more: rft(*words, *place, **more), made)
    between = datetime.now(UTC).isoformat()
    second = booking(lambda *words, **more: rft(*words, *place, **more), made)
    answer = rft("restore", folder / "base", "--to", between, "--data-dir", folder / "new", "--json")
    assert answer.json["revision"] == schema.head()
    assert "Warning: copy data.key, audit.key, second-factor.key into " in answer.err
    new = ("--data-dir", folder / "new")
    assert rft("bookings", "show", first["id"], *new).code == 0
    assert rft("bookings", "show", second["id"], *new).code == 1


def test_whoever_was_erased_after_the_backup_stays_erased(
    on: Rft, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RFT_ERASURE_FILE", str(tmp_path / "erasures.jsonl"))
    made = booking(on, session(on)["id"])
    customer_id = made["customer_id"]
    on("backup", tmp_path / "before.rft")
    assert on("privacy", "erase-customer", customer_id, "--with-bookings-ahead", "--with-members").code == 0
    restored = rft("restore", tmp_path / "before.rft", "--database-url", empty_url, "--json").json
    assert restored["erased_again"] == [customer_id]
    with psycopg.connect(empty_url) as connection:
        [(name, erased_at)] = connection.execute(
            "SELECT first_name, erased_at IS NOT NULL FROM customers.customers WHERE id = %s", [customer_id]
        ).fetchall()
    assert (name != "Ana", erased_at) == (True, True)


def test_a_restore_without_a_ledger_says_who_may_be_back(
    on: Rft, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RFT_ERASURE_FILE", str(tmp_path / "erasures.jsonl"))
    made = booking(on, session(on)["id"])
    on("backup", tmp_path / "before.rft")
    on("privacy", "erase-customer", made["customer_id"], "--with-bookings-ahead", "--with-members")
    (tmp_path / "erasures.jsonl").rename(tmp_path / "elsewhere.jsonl")
    answer = rft("restore", tmp_path / "before.rft", "--database-url", empty_url)
    assert answer.code == 0
    assert "whoever was erased since the backup was taken is back" in answer.err
    (tmp_path / "elsewhere.jsonl").rename(tmp_path / "erasures.jsonl")
    reapplied = rft("privacy", "reapply", "--database-url", as_app(empty_url), "--json").json
    assert made["customer_id"] in str(reapplied)


def test_whoever_was_erased_after_the_instant_stays_erased(folder: Path) -> None:
    at = ("--data-dir", folder / "data")
    rft("db", "archive", folder / "wal", *at)
    made = booking(lambda *words, **more: rft(*words, *at, **more), session(lambda *w, **m: rft(*w, *at, **m))["id"])
    rft("backup", folder / "base", "--base", *at)
    booking(lambda *words, **more: rft(*words, *at, **more), session(lambda *w, **m: rft(*w, *at, **m))["id"])
    between = datetime.now(UTC).isoformat()
    gone = rft("privacy", "erase-customer", made["customer_id"], "--with-bookings-ahead", "--with-members", *at)
    assert gone.code == 0
    (folder / "new").mkdir()
    shutil.copy(folder / "data" / "erasures.jsonl", folder / "new")
    recovered = rft("restore", folder / "base", "--to", between, "--data-dir", folder / "new", "--json").json
    assert recovered["erased_again"] == [made["customer_id"]]


def test_a_restore_whose_erasures_cannot_be_done_says_so(
    on: Rft, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("backup", tmp_path / "today.rft")
    monkeypatch.setenv("RFT_SECOND_FACTOR_KEY_FILE", str(tmp_path / "gone.key"))
    answer = rft("restore", tmp_path / "today.rft", "--database-url", empty_url)
    assert answer.code == 1
    assert "restored, and nobody was erased again yet (/RFT_SECOND_FACTOR_KEY_FILE: " in answer.err
    assert answer.err.rstrip().endswith("rft privacy reapply")
