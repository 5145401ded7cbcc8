"""``rft`` as a process of its own, and who belongs to it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "rft_app"]
PATIENCE = 60.0
Running = subprocess.Popen[str]


@contextmanager
def running(*words: object, **settings: str) -> Iterator[Running]:
    """``rft`` with ``words`` in a session of its own, killed if the test leaves it behind."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("RFT_", "DATABASE_URL"))}
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ours | {"PYTHONPATH": os.pathsep.join(sys.path)} | settings,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def told_until(process: Running, last: str) -> str:
    """All it says on standard output up to the line that holds ``last``; the test's own time limit ends the wait."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if last in line:
            return "".join(lines)
    assert process.stderr is not None
    raise AssertionError(f"ended with {process.wait()}: {''.join(lines)}{process.stderr.read()}")


def family(process: "subprocess.Popen[Any]", folder: Path | None = None) -> set[int]:
    """The process, whatever works in ``folder``, and all their children."""
    parents: dict[int, int] = {}
    found = {process.pid}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if folder is not None and str(folder).encode() in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def soon(holds: Callable[[], bool], within: float = 20.0) -> bool:
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
