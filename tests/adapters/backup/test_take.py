"""A backup holds what the database holds, or there is none."""

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer
from rft_adapters.postgres.backup import Manifest, read_manifest, take
from rft_adapters.postgres.backup.digests import Digest, digest_of
from rft_adapters.postgres.backup.errors import (
    BackupExists,
    BackupIncomplete,
    BoundByRowSecurity,
    ToolFailed,
    ToolsTooOld,
)
from rft_adapters.postgres.backup.tools import Tools, _first_words, reaching, tools_for
from rft_adapters.postgres.roles import HOUSE
from rft_domain.shared.errors import Conflict, Invalid
from tests.adapters.backup.conftest import NewDatabase
from tests.stores import as_app

# the function has the name of its module
taking = importlib.import_module("rft_adapters.postgres.backup.take")

Role = Callable[..., str]


@pytest.fixture
def role(postgres_server: EmbeddedServer) -> Iterator[Role]:
    """Makes a log-in of its own."""
    made: list[str] = []
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:

        def make(options: str = "") -> str:
            made.append(f"role_{uuid4().hex}")
            connection.execute(f"CREATE ROLE {made[-1]} LOGIN {options}".encode())
            return made[-1]

        yield make
        for name in made:
            connection.execute(f"DROP OWNED BY {name}".encode())
            connection.execute(f"DROP ROLE {name}".encode())


@pytest.fixture
def admin(filled: str) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(filled, autocommit=True) as connection:
        yield connection


def as_role(url: str, name: str) -> str:
    return url.replace("//postgres@", f"//{name}@", 1)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_says_what_it_holds(filled: str, admin: "psycopg.Connection[Any]", tmp_path: Path) -> None:
    manifest = take(filled, tmp_path / "today.rft")
    counted = {name: admin.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in manifest.tables}
    assert {name: (digest.rows,) for name, digest in manifest.tables.items()} == counted
    assert manifest.tables["customers.customers"].rows > 10
    assert manifest.revision == read_manifest(tmp_path / "today.rft").revision
    assert read_manifest(tmp_path / "today.rft") == manifest
    assert left_in(tmp_path) == ["today.rft"]


def test_it_is_for_its_owner_alone_and_the_manifest_has_no_word_of_a_row(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "today.rft"
    take(filled, file)
    assert file.stat().st_mode & 0o777 == 0o600
    with ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))
    assert sorted(told) == [
        "dump_sha256", "format", "program", "revision", "server_version", "tables", "taken_at"
    ]  # fmt: skip
    assert {type(value) for one in told["tables"].values() for value in one.values()} == {int, str}
    assert {len(one["value"]) for one in told["tables"].values()} == {64}


def test_whoever_sees_every_row_takes_the_same_backup(filled: str, role: Role, tmp_path: Path) -> None:
    reader = role("BYPASSRLS IN ROLE pg_read_all_data")
    urls = {"superuser": filled, "service": as_app(filled), "reader": as_role(filled, reader)}
    taken = [take(url, tmp_path / name).tables for name, url in urls.items()]
    assert taken[0] == taken[1] == taken[2]


def test_who_is_bound_by_row_security_takes_no_backup_rather_than_an_empty_one(
    filled: str, role: Role, tmp_path: Path
) -> None:
    bound = role("IN ROLE pg_read_all_data")
    with pytest.raises(BoundByRowSecurity):
        take(as_role(filled, bound), tmp_path / "today.rft")
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    "hiding",
    [
        f"ALTER POLICY {HOUSE} ON customers.customers USING (first_name <> 'A')",
        f"DROP POLICY {HOUSE} ON customers.customers",
        f"CREATE POLICY hides ON customers.customers AS RESTRICTIVE TO {HOUSE} USING (false)",
    ],
)
def test_a_policy_that_hides_rows_from_the_house_is_noticed(
    filled: str, admin: "psycopg.Connection[Any]", tmp_path: Path, hiding: str
) -> None:
    admin.execute(hiding.encode())
    try:
        with pytest.raises(BoundByRowSecurity):
            take(as_app(filled), tmp_path / "today.rft")
        assert take(filled, tmp_path / "whole.rft").tables["customers.customers"].rows > 10
    finally:
        admin.execute(b"DROP POLICY IF EXISTS hides ON customers.customers")
        admin.execute(f"DROP POLICY IF EXISTS {HOUSE} ON customers.customers".encode())
        admin.execute(
            f"CREATE POLICY {HOUSE} ON customers.customers TO {HOUSE} USING (true) WITH CHECK (true)".encode()
        )


def test_a_dump_that_lacks_a_table_s_rows_is_no_backup(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = taking.running

    def forgetful(tools: Tools, program: str, *arguments: str, **more: Any) -> Any:
        extra = ("--exclude-table-data=bookings.attendees",) if program == "pg_dump" else ()
        return running(tools, program, *arguments, *extra, **more)

    monkeypatch.setattr(taking, "running", forgetful)
    with pytest.raises(BackupIncomplete, match=r"bookings\.attendees\.$"):
        take(filled, tmp_path / "today.rft")
    assert left_in(tmp_path) == []


def test_what_is_written_meanwhile_is_in_the_next_one(
    filled: str, admin: "psycopg.Connection[Any]", tmp_path: Path
) -> None:
    def told(step: str, done: int, of: int) -> None:
        if step == taking.DUMPING:  # the snapshot is taken, nothing is dumped yet
            admin.execute(b"INSERT INTO shared.receipts VALUES ('s', 'k', 'f', '{}', now())")

    try:
        first = take(filled, tmp_path / "first.rft", told).tables["shared.receipts"]
        second = take(filled, tmp_path / "second.rft").tables["shared.receipts"]
    finally:
        admin.execute(b"DELETE FROM shared.receipts WHERE scope = 's'")
    assert second.rows == first.rows + 1


def test_a_file_that_is_there_is_left_alone(filled: str, tmp_path: Path) -> None:
    (tmp_path / "today.rft").write_text("precious")
    with pytest.raises(BackupExists):
        take(filled, tmp_path / "today.rft")
    assert (tmp_path / "today.rft").read_text() == "precious"


def test_a_place_that_cannot_be_written_to_is_told(filled: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="/FILE: cannot be written"):
        take(filled, tmp_path / "nowhere" / "today.rft")


def test_there_is_nothing_to_back_up_in_an_empty_database(new_database: NewDatabase, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="nothing to back up"):
        take(new_database(), tmp_path / "today.rft")
    assert left_in(tmp_path) == []


def test_a_program_that_gives_up_leaves_nothing(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = taking.running

    def wrong(tools: Tools, program: str, *arguments: str, **more: Any) -> Any:
        return running(tools, program, *arguments, "--no-such-option", **more)

    monkeypatch.setattr(taking, "running", wrong)
    with pytest.raises(ToolFailed, match="pg_dump failed: "):
        take(filled, tmp_path / "today.rft")
    assert left_in(tmp_path) == []


def test_a_server_newer_than_the_programs_is_told() -> None:
    assert tools_for(18).version >= 18
    with pytest.raises(ToolsTooOld, match="The server is PostgreSQL 99, and pg_dump here is 18"):
        tools_for(99)


def test_no_password_stands_among_the_arguments_of_a_program() -> None:
    where, environment = reaching("postgresql://owner:s3cret@db.internal/rft")
    assert "s3cret" not in where
    assert environment["PGPASSWORD"] == "s3cret"


def test_a_complaint_quotes_no_values() -> None:
    complaint = 'pg_restore: error: ERROR:  relation "customers" has "Ana Silva" at "ana@example.org"\nDETAIL: x'
    assert _first_words(complaint) == 'pg_restore: error: ERROR:  relation "customers" has "…" at "…"'


def test_a_digest_does_not_depend_on_the_order_and_counts_what_is_there_twice() -> None:
    assert digest_of([b"a\n", b"b\n"]) == digest_of([b"b\n", b"a\n"])
    assert len({digest_of(rows) for rows in ([], [b"a\n"], [b"a\n"] * 2, [b"a\n"] * 3, [b"a\n", b"b\n"])}) == 5
    assert digest_of([]) == Digest(0, "0" * 64)


def test_manifests_of_one_moment_are_equal(filled: str, tmp_path: Path) -> None:
    one, other = (take(filled, tmp_path / name) for name in ("one", "other"))
    assert isinstance(one, Manifest)
    assert one.tables == other.tables
