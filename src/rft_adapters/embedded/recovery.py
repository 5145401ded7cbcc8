"""New data for the embedded server, out of a base backup."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rft_adapters.embedded import guardian
from rft_adapters.embedded.archive import restore_command
from rft_adapters.embedded.errors import EmbeddedServerError
from rft_adapters.embedded.programs import Account, account_for
from rft_adapters.embedded.server import EmbeddedServer, embedded_server, place_of

# of the server that was copied: this one has its own
_LEFT_OVER = ("server.log", "postmaster.opts", "postmaster.pid", f".s.PGSQL.{guardian.PORT}.lock")


@contextmanager
def recovering_server(base: Path, wal: Path, to: datetime | None, data_dir: Path) -> Iterator[EmbeddedServer]:
    """A server on a copy of ``base`` in ``data_dir``, on its way to ``to`` with the archived log in ``wal``.

    Without ``to`` it goes on to the end of the archive. When the block ends well the data stays; else it is removed.
    Raises :class:`EmbeddedServerError`, also where ``data_dir`` holds a server's data already.
    """
    folder = data_dir.expanduser().resolve()
    cluster = folder / guardian.CLUSTER
    if cluster.exists():
        raise EmbeddedServerError(f"{folder} holds the data of a server already: name a new folder with --data-dir.")
    existed = folder.exists()
    place_of(folder, remove=False)
    try:
        _copy(base, cluster, wal)
        with embedded_server(folder, settings=_settings(wal, to)) as server:
            yield server
        (cluster / "recovery.signal").unlink(missing_ok=True)
    except BaseException:
        for path in (cluster, *(folder / name for name in ("lock", "owners") if not existed)):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if not existed:
            folder.rmdir()
        raise


def why_it_stopped(server: EmbeddedServer) -> str:
    """The server's last words, for who finds it gone."""
    return guardian.last_words(server.data_dir / guardian.CLUSTER / "server.log") or "it said nothing"


def _copy(base: Path, cluster: Path, wal: Path) -> None:
    account = account_for(cluster)
    if not _may_read(account, wal):
        raise EmbeddedServerError(f"The user of the embedded PostgreSQL may not read {wal}.")
    shutil.copytree(base, cluster, symlinks=True)
    for name in _LEFT_OVER:
        (cluster / name).unlink(missing_ok=True)
    (cluster / "recovery.signal").touch()
    cluster.chmod(0o700)
    if account is not None:
        for path in (cluster, *cluster.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _may_read(account: Account | None, wal: Path) -> bool:
    if account is None:
        return os.access(wal, os.R_OK | os.X_OK)
    return account.can("-r", wal) and account.can("-x", wal)


def _settings(wal: Path, to: datetime | None) -> dict[str, str]:
    settings = {"restore_command": restore_command(wal), "recovery_target_action": "promote"}
    if to is not None:
        settings["recovery_target_time"] = to.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")
    return settings
