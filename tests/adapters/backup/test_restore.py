"""What is restored is what was backed up, or the database stays empty."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_STORED, ZipFile

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer
from rft_adapters.postgres import schema
from rft_adapters.postgres.backup import read_manifest, restore, take
from rft_adapters.postgres.backup.errors import BoundByRowSecurity, NotEmpty, RestoreDiffers, ToolFailed
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.roles import TAKEN
from rft_domain.shared.errors import Invalid
from tests.adapters.backup.conftest import NewDatabase

_OLDER = "0013_portal"
_COUNTED = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = ANY(%s)"
OURS = ["identity", "customers", "catalogue", "bookings", "activity", "shared", "public"]


@pytest.fixture(scope="module")
def backup(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "today.rft"
    take(filled, file)
    return file


@pytest.fixture
def owner(postgres_server: EmbeddedServer) -> Iterator[str]:
    """An ordinary owner of databases."""
    name = f"owner_{uuid4().hex}"
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN".encode())
        yield name
        connection.execute(f"DROP ROLE {name}".encode())


def things_in(url: str) -> int:
    with psycopg.connect(url) as connection:
        [(count,)] = connection.execute(_COUNTED, [OURS]).fetchall()
    return int(count)


def forged(backup: Path, target: Path, **changes: Any) -> Path:
    """A backup whose manifest says something else."""
    with ZipFile(backup) as old, ZipFile(target, "w") as new:
        new.writestr("database.dump", old.read("database.dump"))
        new.writestr("manifest.json", json.dumps(json.loads(old.read("manifest.json")) | changes))
    return target


def test_every_table_is_the_same_after_a_restore(
    filled: str, backup: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    url = new_database()
    restored = restore(url, backup)
    again = take(url, tmp_path / "again.rft")
    assert again.tables == restored.manifest.tables == take(filled, tmp_path / "source.rft").tables
    assert restored.revision == schema.head()
    assert examine(url).seats_wrong == examine(url).figures_wrong == 0


def test_row_security_is_as_it_was(filled: str, backup: Path, new_database: NewDatabase) -> None:
    def policies(url: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url) as connection:
            forced = connection.execute(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r' ORDER BY 1"
            )
            told = connection.execute("SELECT * FROM pg_policies ORDER BY schemaname, tablename, policyname")
            return [*forced.fetchall(), *told.fetchall()]

    url = new_database()
    restore(url, backup)
    assert policies(url) == policies(filled)


def test_an_ordinary_owner_restores_too(
    postgres_server: EmbeddedServer, owner: str, backup: Path, new_database: NewDatabase
) -> None:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"GRANT {', '.join(TAKEN)} TO {owner}".encode())
    url = new_database(owner)
    assert restore(url, backup).manifest == read_manifest(backup)


def test_an_owner_who_could_not_see_what_was_restored_is_told_before(
    owner: str, backup: Path, new_database: NewDatabase
) -> None:
    url = new_database(owner)
    with pytest.raises(BoundByRowSecurity):
        restore(url, backup)
    assert things_in(url) == 0


@pytest.mark.parametrize("there", ["CREATE TABLE public.mine (a int)", "CREATE SCHEMA shared", "CREATE SCHEMA mine"])
def test_a_database_that_is_not_empty_is_left_alone(backup: Path, new_database: NewDatabase, there: str) -> None:
    url = new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(there.encode())
        with pytest.raises(NotEmpty):
            restore(url, backup)
        assert connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'bookings'").fetchone() == (0,)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_flipped_byte_is_found_before_anything_is_restored(
    backup: Path, new_database: NewDatabase, tmp_path: Path, place: float
) -> None:
    with ZipFile(backup) as archive:
        assert archive.getinfo("database.dump").compress_type == ZIP_STORED
        size = archive.getinfo("database.dump").file_size
    data = bytearray(backup.read_bytes())
    data[100 + int(place * (size - 200))] ^= 1
    damaged = tmp_path / "damaged.rft"
    damaged.write_bytes(data)
    url = new_database()
    with pytest.raises(Invalid, match="/FILE: is damaged"):
        restore(url, damaged)
    assert things_in(url) == 0


def test_what_is_not_what_the_manifest_says_is_removed_again(
    backup: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    with ZipFile(backup) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    tables["customers.customers"]["value"] = "0" * 64
    url = new_database()
    with pytest.raises(RestoreDiffers, match=r": customers\.customers\.$"):
        restore(url, forged(backup, tmp_path / "forged.rft", tables=tables))
    assert things_in(url) == 0
    restore(url, backup)


def test_a_restore_that_breaks_off_leaves_nothing(backup: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    """The last third is cut off, and the manifest is that of the rest."""
    with ZipFile(backup) as archive:
        whole = archive.read("database.dump")
    cut = whole[: len(whole) * 2 // 3]
    with ZipFile(backup) as old, ZipFile(tmp_path / "cut.rft", "w") as new:
        new.writestr("database.dump", cut)
        told = json.loads(old.read("manifest.json")) | {"dump_sha256": sha256(cut).hexdigest()}
        new.writestr("manifest.json", json.dumps(told))
    url = new_database()
    with pytest.raises(ToolFailed, match="pg_restore failed"):
        restore(url, tmp_path / "cut.rft")
    assert things_in(url) == 0


def test_a_backup_of_a_newer_schema_is_refused(backup: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database()
    with pytest.raises(Invalid, match="is no revision that this program knows"):
        restore(url, forged(backup, tmp_path / "newer.rft", revision="9999_of_tomorrow"))
    assert things_in(url) == 0


def test_a_backup_of_an_older_schema_is_brought_up_to_date(new_database: NewDatabase, tmp_path: Path) -> None:
    old, url = new_database(), new_database()
    schema.upgrade(old, _OLDER)
    with psycopg.connect(old) as connection:
        connection.execute(b"INSERT INTO shared.receipts VALUES ('s', 'k', 'f', '{}', now())")
    take(old, tmp_path / "old.rft")
    restored = restore(url, tmp_path / "old.rft")
    assert (restored.manifest.revision, restored.revision) == (_OLDER, schema.head())
    assert schema.status(url).pending == ()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT key FROM shared.receipts").fetchall() == [("k",)]


@pytest.mark.parametrize("content", [b"", b"PGDMP", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused(new_database: NewDatabase, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    url = new_database()
    with pytest.raises(Invalid, match="/FILE: is no backup"):
        restore(url, tmp_path / "other")
    assert things_in(url) == 0
