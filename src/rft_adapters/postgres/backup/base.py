"""Base backups and point-in-time recovery of the embedded server.

A base backup is a folder: ``base``, a copy of the server's files as ``pg_basebackup`` makes it, and a manifest that
says where the log is archived that leads on from it.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from attrs import asdict, evolve, frozen

from rft_adapters.embedded import (
    EmbeddedServer,
    EmbeddedServerError,
    archive_folder,
    recovering_server,
    why_it_stopped,
)
from rft_domain.shared.errors import Conflict, Invalid

from .. import schema
from .copies import verify_copy
from .digests import Told, untold
from .errors import BackupExists
from .manifest import FORMAT, MANIFEST, this_program
from .take import connected
from .tools import reaching, run, tools_for

COPYING, VERIFYING, RECOVERING = "copying the server's files", "verifying the copy", "replaying the log"
_BASE = "base"
_PATIENCE_SECONDS = 24 * 3600.0


class NotArchiving(Conflict):
    code = "not-archiving"
    message = (
        "The embedded PostgreSQL does not archive its log: rft db archive FOLDER switches it on, from its next start."
    )


@frozen(kw_only=True)
class BaseManifest:
    """``taken_at``: when the copy was complete; recovery goes to that instant or a later one. ``wal``: the archive."""

    program: str
    revision: str | None
    server_version: int
    taken_at: datetime
    wal: str


@frozen(kw_only=True)
class Recovered:
    """``last_change``: when the last transaction was committed that is in it; ``None`` where the log had none."""

    manifest: BaseManifest
    last_change: datetime | None
    revision: str


def take_base(server: EmbeddedServer, folder: Path, told: Told = untold) -> BaseManifest:
    """Into ``folder``, which must not be there yet.

    Raises :class:`NotArchiving`, :class:`BackupExists`, :class:`ToolFailed`. Then there is no ``folder``.
    """
    if folder.exists():
        raise BackupExists()
    revision = schema.status(server.url()).current
    with connected(server.url()) as connection:
        [(mode,)] = connection.execute("SELECT current_setting('archive_mode')").fetchall()
        version = connection.info.server_version
    wal = archive_folder(server.data_dir)
    if mode != "on" or wal is None:
        raise NotArchiving()
    tools = tools_for(version // 10000)
    where, environment = reaching(server.url())
    with _unfinished(folder):
        told(COPYING, 0, 1)
        arguments = ("--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password", "--dbname", where)
        run(tools, "pg_basebackup", "--pgdata", str(folder / _BASE), *arguments, environment=environment)
        verify_copy(folder / _BASE, VERIFYING, told)
        with connected(server.url()) as connection:
            [(taken_at,)] = connection.execute("SELECT clock_timestamp()").fetchall()
        manifest = BaseManifest(
            program=this_program(),
            revision=revision,
            server_version=version,
            taken_at=taken_at.astimezone(UTC),
            wal=str(wal),
        )
        told_of = {"format": FORMAT, **asdict(manifest), "taken_at": manifest.taken_at.isoformat()}
        (folder / MANIFEST).write_text(json.dumps(told_of, indent=2, sort_keys=True))
    return manifest


@contextmanager
def _unfinished(folder: Path) -> Iterator[None]:
    """``folder``, for its owner alone; removed where the block fails."""
    try:
        folder.mkdir(mode=0o700, parents=True)
        yield
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Invalid.at("/FOLDER", f"cannot be written ({error.strerror})") from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def read_base(folder: Path) -> BaseManifest:
    """Raises :class:`Invalid` at ``/FOLDER`` for what is no base backup of ours."""
    try:
        told = json.loads((folder / MANIFEST).read_text())
        if told.pop("format") != FORMAT:
            raise Invalid.at("/FOLDER", "was written by another version of this program")
        told["taken_at"] = datetime.fromisoformat(told["taken_at"])
        return BaseManifest(**told)
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        raise Invalid.at("/FOLDER", "is no base backup that rft backup --base has written") from None


def recover(
    folder: Path, data_dir: Path, *, to: datetime | None = None, wal: Path | None = None, told: Told = untold
) -> Recovered:
    """A new server's data in ``data_dir``, as the old server's was at ``to``; without it, at the end of the archive.

    ``wal``: where the archive is now, if it was moved. Raises :class:`Invalid` for an instant before the copy was
    complete and for a damaged copy, and :class:`EmbeddedServerError` where the archive does not reach
    ``to``. Then ``data_dir`` is as it was.
    """
    manifest = read_base(folder)
    if wal is not None:
        manifest = evolve(manifest, wal=str(wal))
    if to is not None and to < manifest.taken_at:
        complete = manifest.taken_at.isoformat()
        raise Invalid.at("/to", f"is before this copy was complete ({complete}): take an older one")
    if manifest.revision is not None:
        schema.require_known(manifest.revision)
    verify_copy(folder / _BASE, VERIFYING, told)
    told(RECOVERING, 0, 1)
    with recovering_server(folder / _BASE, Path(manifest.wal), to, data_dir) as server:
        last_change = _promoted(server)
        schema.upgrade(server.url())
    return Recovered(manifest=manifest, last_change=last_change, revision=schema.head())


def _promoted(server: EmbeddedServer) -> datetime | None:
    """Waits for the server to have arrived; returns when the last transaction that it replayed was committed."""
    end = time.monotonic() + _PATIENCE_SECONDS
    asked = "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()"
    while time.monotonic() < end:
        try:
            with psycopg.connect(server.url(), connect_timeout=5) as connection:
                still: bool
                last: datetime | None
                [(still, last)] = connection.execute(asked).fetchall()
        except psycopg.OperationalError:
            if server.pid is None:
                raise EmbeddedServerError(f"The recovery did not get there: {why_it_stopped(server)}.") from None
        else:
            if not still:
                return last
        time.sleep(0.1)
    raise EmbeddedServerError("The recovery took longer than a day.")
