"""sqlmap as a process, and what it said."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from attrs import frozen

from tests.injection.targets import marks

# every test that sqlmap has for PostgreSQL, at every place of a statement that it can imagine
EVERYTHING = ("--level=5", "--risk=3", "--dbms=PostgreSQL")
_MANNERS = ("--batch", "--flush-session", "--disable-coloring", "--skip-waf", "--ignore-code=*", "--retries=1")
# once for each that is marked; two may go by the same name
_TESTED = re.compile(r"parameter '[^']+\*' does not seem to be injectable")
_FOUND = re.compile(r"^Parameter: (.+)$", re.MULTILINE)


@frozen(kw_only=True)
class Verdict:
    """``marked`` is how many parameters the request has; each must be among ``clean`` or ``injectable``."""

    name: str
    marked: int
    clean: int
    injectable: tuple[str, ...]
    seconds: float

    @property
    def fine(self) -> bool:
        """Where a call has headers only, sqlmap marks the end of its address by itself."""
        return not self.injectable and self.clean >= self.marked

    def line(self) -> str:
        told = "injectable: " + ", ".join(self.injectable) if self.injectable else "" if self.fine else "NOT ALL TESTED"
        return f"{self.name:28}{self.clean:4} of {self.marked:3} clean {self.seconds:6.0f} s  {told}".rstrip()


def attack(name: str, request: str, folder: Path, *, minutes: float, how: tuple[str, ...] = EVERYTHING) -> Verdict:
    """All that sqlmap finds in ``minutes``; what it had no time for is not clean."""
    file, began = folder / f"{name}.txt", time.monotonic()
    file.write_bytes(request.encode())
    command = [program(), "-r", str(file), f"--output-dir={folder / name}", *_MANNERS, *how]
    with (folder / f"{name}.log").open("w+") as log:
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=60 * minutes,
                check=False,
            )
        except subprocess.TimeoutExpired:
            log.write("out of time\n")
        log.seek(0)
        return read(name, marks(request), log.read(), time.monotonic() - began)


def read(name: str, marked: int, said: str, seconds: float) -> Verdict:
    return Verdict(
        name=name,
        marked=marked,
        clean=len(_TESTED.findall(said)),
        injectable=tuple(dict.fromkeys(_FOUND.findall(said))),
        seconds=seconds,
    )


def program() -> str:
    """Raises :class:`SystemExit` where it is not installed."""
    found = shutil.which("sqlmap", path=str(Path(sys.executable).parent)) or shutil.which("sqlmap")
    if found is None:
        raise SystemExit("sqlmap is not installed; nox -s sqlmap brings it")
    return found
