"""The owner's side of the embedded server."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from attrs import frozen

from rft_adapters.embedded import guardian
from rft_adapters.embedded.archive import archive_settings
from rft_adapters.embedded.errors import EmbeddedServerError
from rft_adapters.embedded.programs import SYSTEM_HOME, account_for, find_programs, make_dirs

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "shared_buffers": "256MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # Messages of level ERROR and their details quote values, and values are personal data.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
    }
)
_NONE: Mapping[str, str] = MappingProxyType({})
_STOP_SECONDS = 120

_lifelines: set["subprocess.Popen[str]"] = set()


def _let_go() -> None:
    """A forked child (a worker of a server) is no owner: the guardian must not wait for it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for process in _lifelines:
        if process.stdin is not None:
            os.dup2(nothing, process.stdin.fileno(), inheritable=False)  # closing it could wait for another thread
    os.close(nothing)
    _lifelines.clear()


os.register_at_fork(after_in_child=_let_go)


@frozen
class EmbeddedServer:
    """A running server: ``url()`` for clients, ``bin_dir`` for pg_dump, psql, pgbench and the rest."""

    data_dir: Path
    bin_dir: Path
    socket_dir: Path

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """For libpq and psycopg: ``postgresql://postgres@/database?host=/socket/folder&port=5432``."""
        host = quote(str(self.socket_dir), safe="/")
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?host={host}&port={guardian.PORT}"

    @property
    def pid(self) -> int | None:
        """The server's main process; None where it is not running any more."""
        cluster = self.data_dir / guardian.CLUSTER
        found = guardian.postmaster(cluster)
        return found[0] if found is not None and guardian.serves(found[0], cluster) else None


def default_data_dir() -> Path:
    """``/var/lib/rft`` for root, else ``rft`` in the user's data folder (XDG base directories: ``XDG_DATA_HOME``)."""
    if os.geteuid() == 0:
        return SYSTEM_HOME
    given = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".local" / "share") / "rft"


@contextmanager
def embedded_server(
    data_dir: Path, *, settings: Mapping[str, str] = _NONE, remove: bool = False
) -> Iterator[EmbeddedServer]:
    """Runs the bundled PostgreSQL on ``data_dir`` (created when missing, about 2 s) while the block lasts.

    Several processes may use one ``data_dir``: the first starts the server, its ``settings`` (PostgreSQL's own names)
    hold, and the server stops when the last one has left, in whatever way: end of the block, Ctrl-C, SIGTERM,
    ``kill -9``. A server that died in between is started again by the next to enter. ``remove`` deletes the folder
    after the last one.

    Root may not use a ``data_dir`` inside a private folder (such as ``/root``), because the server runs as another
    user and nobody's folder is opened for it. Raises EmbeddedServerError.
    """
    folder = data_dir.expanduser().resolve()
    place = place_of(folder, remove=remove)
    process = _start_guardian()
    me = os.getpid()
    try:
        wanted = {**SETTINGS, **archive_settings(folder), **settings}
        socket_dir = _ask(process, {"place": list(place), "settings": wanted})
        yield EmbeddedServer(folder, Path(place.bin_dir), socket_dir)
    finally:
        if os.getpid() == me:
            _release(process, place)


@contextmanager
def temporary_server(*, settings: Mapping[str, str] = _NONE) -> Iterator[EmbeddedServer]:
    """A server with fresh data in a folder of its own, removed with it."""
    folder = _temporary_dir()
    try:
        with embedded_server(folder, settings=settings, remove=True) as server:
            yield server
    except EmbeddedServerError:
        shutil.rmtree(folder, ignore_errors=True)  # there may have been no guardian to do it
        raise


def _temporary_dir() -> Path:
    # Root's temporary folder may be private, and the server then runs as somebody who cannot enter it.
    account = account_for(Path("/nonexistent"))
    usual = Path(tempfile.gettempdir())
    parent = usual if account is None or account.can("-x", usual) else Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="rft-", dir=parent))
    if account is not None:
        folder.chmod(0o755)
    return folder


def place_of(folder: Path, *, remove: bool) -> guardian.Place:
    """``folder`` made ready for a server's data. Raises :class:`EmbeddedServerError`."""
    try:
        account = account_for(folder / guardian.CLUSTER)
        make_dirs(folder, 0o700 if account is None else 0o755)
    except OSError as error:
        raise EmbeddedServerError(f"The embedded PostgreSQL cannot use {folder}: {error.strerror}.") from error
    if account is not None and not account.can("-x", folder):
        raise EmbeddedServerError(
            f"The embedded PostgreSQL does not run as root, and its user cannot enter {folder}: "
            f"choose a data directory outside private folders, such as {SYSTEM_HOME}."
        )
    uid, gid = (None, None) if account is None else (account.uid, account.gid)
    return guardian.Place(str(folder), str(find_programs(account)), uid, gid, remove)


def _start_guardian() -> "subprocess.Popen[str]":
    # -I and -S: the standard library alone, whatever the environment says.
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", guardian.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd="/",
        start_new_session=True,
    )
    _lifelines.add(process)
    return process


def _ask(process: "subprocess.Popen[str]", order: Mapping[str, object]) -> Path:
    assert process.stdin is not None  # PIPE was asked for
    assert process.stdout is not None
    answer: dict[str, str] = {}
    with suppress(BrokenPipeError, ValueError):
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    if "socket_dir" not in answer:
        raise EmbeddedServerError(answer.get("refused"))
    return Path(answer["socket_dir"])


def _release(process: "subprocess.Popen[str]", place: guardian.Place) -> None:
    _lifelines.discard(process)
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise EmbeddedServerError(f"The embedded PostgreSQL in {place.data_dir} did not stop in time.") from None
    if process.returncode:  # somebody killed the guardian
        guardian.leave(place)
