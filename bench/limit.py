"""The limit: pgbench, written in C, with the same rows and nothing to think about."""

import math
import os
import re
import subprocess
import tempfile
from pathlib import Path

from attrs import field, frozen

from .crew import Job, Sample
from .orders import SESSIONS
from .statements import script

_KNOWN_OF_TEN = 7


class PgbenchFailed(Exception):
    pass


@frozen(kw_only=True)
class Limit:
    """``programs``: the folder of pgbench. One statement after the other, or all writes in one pipeline."""

    programs: Path
    url: str
    pipeline: bool
    seats_last: bool
    _threads: int = field(factory=lambda: os.cpu_count() or 1)

    def run(self, job: Job) -> Sample:
        with tempfile.TemporaryDirectory(prefix="rft-bench-") as folder:
            place = Path(folder)
            known, new = place / "known.sql", place / "new.sql"
            known.write_text(script(known=True, pipeline=self.pipeline, seats_last=self.seats_last))
            new.write_text(script(known=False, pipeline=self.pipeline, seats_last=self.seats_last))
            first, last = (0, 0) if job.mix.hot else (1, SESSIONS)
            self._pgbench(
                *("-n", "-M", "prepared", "-l", "--log-prefix", str(place / "log")),
                *(
                    "-c",
                    str(job.clients),
                    "-j",
                    str(min(job.clients, self._threads)),
                    "-T",
                    str(math.ceil(job.seconds)),
                ),
                *("-D", f"first={first}", "-D", f"last={last}", "-D", f"people={job.mix.people}"),
                *("-f", f"{known}@{_KNOWN_OF_TEN}", "-f", f"{new}@{10 - _KNOWN_OF_TEN}", self.url),
            )
            return Sample(latencies=_latencies(place, job.seconds), cpu=0.0)

    def _pgbench(self, *arguments: str) -> None:
        command = [str(self.programs / "pgbench"), *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        failed = re.search(r"number of failed transactions: (\d+)", ran.stdout)
        if ran.returncode or failed is None or int(failed[1]):
            raise PgbenchFailed(ran.stderr[-2000:] or ran.stdout[-2000:])


def _latencies(folder: Path, seconds: float) -> list[float]:
    """Of the bookings done in time, from pgbench's log: client, number, µs, script, second, µs of that second."""
    lines = [line.split() for log in folder.glob("log.*") for line in log.read_text().splitlines()]
    ended = [(int(line[4]) + int(line[5]) / 1e6, int(line[2]) / 1e6) for line in lines]
    started = min(end - latency for end, latency in ended)
    return [latency for end, latency in ended if end <= started + seconds]
