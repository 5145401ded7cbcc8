"""PostgreSQL's own programs: which ones fit a server, and running them without telling what they quote."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from attrs import frozen
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from rft_adapters.embedded import EmbeddedServerError
from rft_adapters.embedded.programs import find_programs

from ..server import conninfo
from .errors import ToolFailed, ToolsMissing, ToolsTooOld

# what rows look like as text depends on these; pg_dump sets the others itself
SAME_TEXT = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c bytea_output=hex -c extra_float_digits=3"
_VERSION = re.compile(r"(\d+)")
# names of things may be shown; whatever else stands in quotes may be a value of a row
_QUOTED = re.compile(r'"([^"]*)"')
_NAME = re.compile(r"[a-z_][a-z0-9_.]*")


@frozen
class Tools:
    """The folder of ``pg_dump`` and ``pg_restore``, and their major version."""

    bin_dir: Path
    version: int


def tools_for(server_version: int) -> Tools:
    """For a server of that major version: the same one, else the next newer. A ``pg_dump`` older than its server
    refuses to work. Raises :class:`ToolsMissing` and :class:`ToolsTooOld`.
    """
    found = list(_found())
    if not found:
        raise ToolsMissing()
    able = sorted((tools for tools in found if tools.version >= server_version), key=lambda tools: tools.version)
    if not able:
        newest = max(tools.version for tools in found)
        raise ToolsTooOld(
            f"The server is PostgreSQL {server_version}, and pg_dump here is {newest}: install the client programs of "
            f"PostgreSQL {server_version}."
        )
    return able[0]


def _found() -> Iterator[Tools]:
    folders = []
    with suppress(EmbeddedServerError):  # the wheel is an extra
        folders.append(find_programs(None))
    if (program := shutil.which("pg_dump")) is not None:
        folders.append(Path(program).parent)
    for folder in folders:
        said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
        if (folder / "pg_restore").exists() and (version := _VERSION.search(said)) is not None:
            yield Tools(folder, int(version[1]))


def reaching(url: str, role: str | None = None) -> tuple[str, dict[str, str]]:
    """How a program is told where the database is: its ``--dbname``, and an environment that has the password, which
    in the arguments everybody on the machine could read.
    """
    given = conninfo_to_dict(conninfo(url))
    environment = {**os.environ, "LC_ALL": "C"}
    if (password := given.pop("password", None)) is not None:
        environment["PGPASSWORD"] = str(password)
    taking = f" -c role={role}" if role else ""
    given["options"] = f"{given.get('options') or ''} {SAME_TEXT} -c statement_timeout=0{taking}".strip()
    return make_conninfo("", **given), environment


@contextmanager
def running(
    tools: Tools, program: str, *arguments: str, environment: dict[str, str] | None = None, feed: bool = False
) -> Iterator["subprocess.Popen[bytes]"]:
    """``program`` with its standard output to be read, and its input to be written if ``feed``.

    Raises :class:`ToolFailed` where it gives up; whoever leaves the block early ends it.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [tools.bin_dir / program, *arguments],
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            start_new_session=True,  # Ctrl-C is ours to hear: we end it below
        )
        try:
            yield process
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        complaints.seek(0)
        if process.returncode:
            raise ToolFailed(f"{program} failed: {_first_words(complaints.read().decode(errors='replace'))}")


def run(tools: Tools, program: str, *arguments: str, environment: dict[str, str] | None = None) -> None:
    """To its end. Raises :class:`ToolFailed`."""
    with running(tools, program, *arguments, environment=environment) as process:
        if process.stdout is not None:
            process.stdout.read()


def _first_words(complaint: str) -> str:
    lines = [line for line in complaint.splitlines() if "error:" in line.lower()] or complaint.splitlines()[-1:]
    return _QUOTED.sub(_name_only, lines[0].strip()) if lines else "it said nothing"


def _name_only(quoted: "re.Match[str]") -> str:
    return quoted[0] if _NAME.fullmatch(quoted[1]) else '"…"'


def copied(source: IO[bytes], *targets: Callable[[bytes], object]) -> None:
    """All of ``source``, a mebibyte at a time."""
    while block := source.read(1 << 20):
        for target in targets:
            target(block)
