"""Starts the server, waits for its owner to go, and stops it: a program of its own, standard library only.

Every owner (a process inside ``embedded_server``) has one guardian in a session of its own, so that neither Ctrl-C
nor the death of the owner reaches it. The owner writes one line of JSON and then only holds the pipe open; however it
ends, ``kill -9`` included, the system closes the pipe and the guardian learns of it.

Two files beside the data keep guardians apart, both by ``flock``, which no crash can leave behind: ``lock`` is held
while starting or stopping, ``owners`` is shared by all guardians. Who can have ``owners`` alone is the last one.
"""

import fcntl
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple, TypedDict

CLUSTER = "pg18"
PORT = 5432
_SOCKET_PATH_LIMIT = 100  # sun_path holds 104 (macOS) or 108 bytes (Linux), the closing zero included
_START_SECONDS = 60
_STOP_SECONDS = 30
_NOT_READY = "the database system is "
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+")


class Place(NamedTuple):
    """One server: where its data and programs are and who runs it (``None``: the present user)."""

    data_dir: str
    bin_dir: str
    uid: int | None
    gid: int | None
    remove: bool

    @property
    def cluster(self) -> Path:
        return Path(self.data_dir) / CLUSTER


class Order(TypedDict):
    """The line that the owner writes."""

    place: list[str | int | bool | None]
    settings: dict[str, str]


class Refused(Exception):
    """One sentence for the person who started the owner."""


# --- the two locks ---------------------------------------------------------------------------------------------


@contextmanager
def _turn(place: Place) -> Iterator[None]:
    """Holds ``lock``. The file may be removed with its folder while we wait: then there is a new one to wait for."""
    path = Path(place.data_dir) / "lock"
    while True:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        with suppress(FileNotFoundError), path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                yield
                return


def _join(place: Place) -> IO[str]:
    owners = (Path(place.data_dir) / "owners").open("a")
    fcntl.flock(owners, fcntl.LOCK_SH)
    return owners


def leave(place: Place, owners: IO[str] | None = None) -> None:
    """Gives up one share of the server; the last one stops it (and removes its data where it is temporary)."""
    with _turn(place):
        if owners is not None:
            owners.close()
        with (Path(place.data_dir) / "owners").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            _stop(place)
            if place.remove:
                shutil.rmtree(place.data_dir, ignore_errors=True)


# --- the server ------------------------------------------------------------------------------------------------


def _run(place: Place, program: str, *arguments: str, seconds: float = _START_SECONDS) -> tuple[int, str]:
    """Runs one of the programs; returns its exit code and what it complained of."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    command = [str(Path(place.bin_dir) / program), *arguments]
    groups = None if place.uid is None else list[int]()
    with tempfile.TemporaryFile("w+") as errors:  # a pipe would be kept open by the server
        try:
            done = subprocess.run(
                command, user=place.uid, group=place.gid, extra_groups=groups, cwd="/", env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return -1, f"{program} took longer than {seconds:g} s"
        errors.seek(0)
        return done.returncode, " ".join(errors.read().split())


def postmaster(cluster: Path) -> tuple[int, Path] | None:
    """Process id and socket folder from ``postmaster.pid`` (a crash leaves the file behind); None where unreadable."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return None


def serves(pid: int, cluster: Path) -> bool:
    """Whether process ``pid`` is a server of this data: numbers are used again, so the command line is asked."""
    try:
        if Path("/proc/self/cmdline").exists():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        else:
            ps = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, check=False, timeout=10)
            return os.fsencode(cluster) in ps.stdout
    except OSError:
        return False
    return os.fsencode(cluster) in words


def _create(place: Place) -> None:
    if (place.cluster / "PG_VERSION").exists():
        return
    new = place.cluster.with_name(f"{CLUSTER}.new")
    shutil.rmtree(new, ignore_errors=True)  # an earlier attempt that was cut short
    new.mkdir(mode=0o700)
    if place.uid is not None and place.gid is not None:
        os.chown(new, place.uid, place.gid)
    code, complaint = _run(
        place, "initdb", "--pgdata", str(new), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
        "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
    )  # fmt: skip
    if code:
        shutil.rmtree(new, ignore_errors=True)
        raise Refused(f"The embedded PostgreSQL could not create its data in {place.data_dir}: {complaint}")
    new.rename(place.cluster)


def _socket_dir(place: Place) -> Path:
    """The data itself, which only its owner may enter, or a private folder where that path is too long or too odd."""
    if len(os.fsencode(place.cluster)) + len("/.s.PGSQL.5432") <= _SOCKET_PATH_LIMIT and _PLAIN.issuperset(
        str(place.cluster)
    ):
        return place.cluster
    folder = Path(tempfile.mkdtemp(prefix="rft-socket-", dir="/tmp"))  # TMPDIR may be too long as well
    if place.uid is not None and place.gid is not None:
        os.chown(folder, place.uid, place.gid)
    return folder


def _owned_alike(folder: Path, cluster: Path) -> bool:
    """False where the folder is gone or somebody else has made one of that name in /tmp."""
    try:
        return folder.stat().st_uid == cluster.stat().st_uid
    except OSError:
        return False


def _answering(place: Place) -> Path | None:
    """The socket folder of a running server, once it takes connections."""
    end = time.monotonic() + _START_SECONDS
    while found := postmaster(place.cluster):
        pid, socket_dir = found
        if not _owned_alike(socket_dir, place.cluster):
            return None
        code, _ = _run(place, "pg_isready", "--host", str(socket_dir), "--port", str(PORT), "--timeout", "3")
        if code == 0:
            return socket_dir
        if code != 1 and not serves(pid, place.cluster):
            return None
        if time.monotonic() > end:
            raise Refused(f"The embedded PostgreSQL in {place.data_dir} runs (process {pid}) but does not answer.")
        time.sleep(0.1)
    return None


def _sessions(cluster: Path) -> bool:
    """Whether sessions of a killed server still work in its data (Linux; a process that we may not ask counts not)."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == cluster:
                return True
    return False


def _forget_stale(cluster: Path) -> None:
    """Removes left-over lock files that PostgreSQL would believe: cut short, or their process number used again.

    Those whose process is gone stay: PostgreSQL sees that itself and also looks for surviving sessions.
    """
    end = time.monotonic() + _STOP_SECONDS
    while _sessions(cluster):
        if time.monotonic() > end:
            raise Refused(f"Sessions of a killed PostgreSQL are still at work in {cluster}: try again.")
        time.sleep(0.1)
    found = postmaster(cluster)
    if found is not None:
        try:
            os.kill(found[0], 0)
        except ProcessLookupError:
            return
        except PermissionError:
            pass
    for name in ("postmaster.pid", f".s.PGSQL.{PORT}.lock"):
        (cluster / name).unlink(missing_ok=True)


def start(place: Place, settings: dict[str, str]) -> Path:
    """Makes sure that the server runs; returns the folder of its socket."""
    _create(place)
    if running := _answering(place):
        return running
    _forget_stale(place.cluster)
    socket_dir = _socket_dir(place)
    given = {**settings, "unix_socket_directories": str(socket_dir), "port": str(PORT)}
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in given.items())
    log = place.cluster / "server.log"
    for attempt in range(6):
        time.sleep(attempt / 2)  # sessions that outlived a killed server need a moment to notice
        code, complaint = _run(
            place, "pg_ctl", "start", "--wait", "--timeout", str(_START_SECONDS), "--pgdata", str(place.cluster),
            "--log", str(log), "--options", options, seconds=_START_SECONDS + 10,
        )  # fmt: skip
        if code == 0:
            return socket_dir
        complaint = last_words(log) or complaint
        if "shared memory block" not in complaint:
            break
    raise Refused(f"The embedded PostgreSQL did not start in {place.data_dir}: {complaint}")


def last_words(log: Path) -> str:
    """The last thing the server called fatal, but for telling callers that it is not ready."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    fatal = [line for line in lines if "FATAL:" in line and _NOT_READY not in line]
    return fatal[-1].partition("FATAL:")[2].strip() if fatal else ""


def _stop(place: Place) -> None:
    found = postmaster(place.cluster)
    if found is None or not serves(found[0], place.cluster):
        return
    pid, socket_dir = found
    stop = ("stop", "--wait", "--timeout", str(_STOP_SECONDS), "--pgdata", str(place.cluster), "--mode")
    code, _ = _run(place, "pg_ctl", *stop, "fast", seconds=_STOP_SECONDS + 5)
    if code:
        _run(place, "pg_ctl", *stop, "immediate", seconds=_STOP_SECONDS + 5)
    if serves(pid, place.cluster):
        os.kill(pid, signal.SIGKILL)
    if socket_dir != place.cluster:
        shutil.rmtree(socket_dir, ignore_errors=True)


# --- the program -----------------------------------------------------------------------------------------------


def _answer(**answer: str) -> None:
    with suppress(BrokenPipeError):  # the owner is gone already; what follows is the same
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o022)
    line = sys.stdin.readline()
    if not line:
        return
    order: Order = json.loads(line)
    place = Place(*order["place"])  # type: ignore[arg-type]  # written by _order in server.py, from a Place
    owners: IO[str] | None = None
    try:
        with _turn(place):
            owners = _join(place)
            socket_dir = start(place, order["settings"])
        _answer(socket_dir=str(socket_dir))
        sys.stdin.read()  # ends when the owner does
    except Refused as refusal:
        _answer(refused=str(refusal))
    except OSError as error:
        _answer(refused=f"The embedded PostgreSQL cannot use {place.data_dir}: {error.strerror}.")
    finally:
        if owners is not None:
            leave(place, owners)


if __name__ == "__main__":
    main()
