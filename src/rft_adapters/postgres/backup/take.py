"""Take a backup: dump, and do not believe it before it was read back."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import psycopg
from psycopg import IsolationLevel

from rft_domain.shared.errors import Conflict, Invalid

from .. import schema
from ..errors import translate
from .digests import Connection, Digest, Told, different, digests, dumped, reading_role, untold
from .errors import BackupExists, BackupIncomplete
from .manifest import DUMP, MANIFEST, Manifest, this_program
from .tools import Tools, copied, reaching, running, tools_for

DUMPING, CHECKING, COMPARING = "dumping", "reading the dump", "comparing with the database"


def take(url: str, file: Path, told: Told = untold) -> Manifest:
    """The database at ``url`` into ``file``, which must not be there yet and is for its owner alone.

    Raises :class:`BackupExists`, :class:`BoundByRowSecurity`, :class:`ToolsTooOld`, :class:`ToolFailed`,
    :class:`BackupIncomplete`, and :class:`Busy` where the server cannot be reached. Then there is no ``file``.
    """
    if file.exists():
        raise BackupExists()
    revision = schema.status(url).current
    if revision is None:
        raise Conflict("There is nothing to back up: this database has no schema of ours.")
    with _unfinished(file) as part, connected(url) as connection:
        role = reading_role(connection)
        if role is not None:
            connection.execute(f"SET ROLE {role}".encode())
        connection.commit()  # the role stays, and the snapshot begins with the next statement
        [(taken_at, snapshot)] = connection.execute("SELECT clock_timestamp(), pg_export_snapshot()").fetchall()
        tools = tools_for(connection.info.server_version // 10000)
        told(DUMPING, 0, 1)
        whole = _dump(tools, url, role, snapshot, part)
        told(CHECKING, 0, 1)
        with ZipFile(part) as archive:
            written = written_tables(tools, archive)
        there = digests(connection, COMPARING, told)
        _same(there, written)
        manifest = Manifest(
            program=this_program(),
            revision=revision,
            server_version=connection.info.server_version,
            taken_at=taken_at.astimezone(UTC),
            dump_sha256=whole,
            tables=there,
        )
        with ZipFile(part, "a") as archive:
            archive.writestr(MANIFEST, manifest.as_json())
    return manifest


@contextmanager
def connected(url: str, role: str | None = None) -> Iterator[Connection]:
    """One that sees one moment, and only reads. Raises :class:`Busy`."""
    where, environment = reaching(url, role)
    try:
        with psycopg.connect(where, password=environment.get("PGPASSWORD"), connect_timeout=5) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield connection
    except psycopg.Error as error:
        raise translate(error, unknown_if_lost=False) from None


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A file beside its place, which it takes when everything has gone well; else it is removed."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.link(part, file)  # unlike rename, it replaces nothing
    except FileExistsError:
        raise BackupExists() from None
    except OSError as error:
        raise Invalid.at("/FILE", f"cannot be written ({error.strerror})") from None
    finally:
        part.unlink(missing_ok=True)


def _dump(tools: Tools, url: str, role: str | None, snapshot: str, part: Path) -> str:
    """The SHA-256 of what was dumped."""
    where, environment = reaching(url)
    # the house is let pass by the policies, so they are to be applied, and not to end in an error
    taking = ("--role", role, "--enable-row-security") if role is not None else ()
    arguments = ("--format=custom", "--compress=3", "--no-password", f"--snapshot={snapshot}", "--dbname", where)
    whole = sha256()
    with (
        ZipFile(part, "w") as archive,
        archive.open(DUMP, "w", force_zip64=True) as member,
        running(tools, "pg_dump", *arguments, *taking, environment=environment) as process,
    ):
        assert process.stdout is not None  # running() pipes it
        copied(process.stdout, member.write, whole.update)
    return whole.hexdigest()


def written_tables(tools: Tools, archive: ZipFile) -> dict[str, Digest]:
    """What the dump in ``archive`` holds, table by table."""
    with (
        archive.open(DUMP) as member,
        running(tools, "pg_restore", "--data-only", "--file=-", feed=True) as process,
    ):
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None  # running() pipes both
        assert stdout is not None

        def feed() -> None:
            with suppress(BrokenPipeError):
                copied(member, stdin.write)
                stdin.close()

        feeder = threading.Thread(target=feed)
        feeder.start()
        found = dumped(stdout)
        feeder.join()
        return found


def _same(there: dict[str, Digest], written: dict[str, Digest]) -> None:
    if wrong := different(there, written):
        raise BackupIncomplete(f"The dump does not hold what the database holds: {', '.join(wrong)}.")
