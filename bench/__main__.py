"""``python -m bench [--quick] [--json FILE]``. Targets show PASS or FAIL; a missed one does not fail the run."""

import argparse
import json
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from rft_adapters.embedded import temporary_server, terminate_on_signals
from rft_app.logs import configure_logs

from .crew import open_crew
from .database import count_bookings, prepare
from .library import open_library
from .parts import booking_figures, lookup_figures, round_trip_figures
from .plan import FULL, LIBRARY_ONE, QUICK, Cell, Plan, contestants, cores, measure
from .readers import reader_verdicts
from .report import as_json, figures, table, verdict_lines, verdicts


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench", description="How fast a booking is, against the database's limit.")
    parser.add_argument("--quick", action="store_true", help="about a minute, with fewer clients, rounds and customers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    options = parser.parse_args(arguments)
    found = run(QUICK if options.quick else FULL, cores())
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


def run(plan: Plan, processes: int) -> dict[str, Any]:
    """Prints the report, and returns it for JSON."""
    configure_logs("warning")
    with temporary_server() as server:
        url = server.url()
        machine = _machine(url)
        print("  ".join(f"{name}: {value}" for name, value in machine.items()))
        prepare(url, plan.people)
        trips = round_trip_figures(url, plan.people)
        parts = _parts(
            url, plan
        )  # before pgbench, whose references are no code words: the library refuses to read them
        with contestants(server, url, processes) as everybody:
            results = measure(everybody, plan, _tell)
        cpu_us = figures(results[Cell(name=LIBRARY_ONE, clients=1, hot=False)], plan.seconds).cpu_us
        judged = [*verdicts(results, cpu_us, trips), *reader_verdicts(server, plan.read, plan.reads)]
        print(*table(results, plan.seconds), "", *verdict_lines(judged), "", *_part_lines(parts), sep="\n")
        return {
            "machine": machine,
            "bookings_made": count_bookings(url),
            **as_json(results, judged, plan.seconds),
            "parts_ms": parts,
        }


def _tell(line: str) -> None:
    """With the machine's load, which no figure can be trusted without."""
    print(f"{line}; load {os.getloadavg()[0]:.1f}", flush=True)


def _parts(url: str, plan: Plan) -> dict[str, float]:
    with open_crew(open_library, url, 1) as crew:
        crew.wait_until_open()
        found = booking_figures(crew, plan.people, plan.rounds, plan.seconds)
    return found | lookup_figures(url, plan.people)


def _part_lines(parts: dict[str, float]) -> Iterator[str]:
    width = max(map(len, parts))
    for name, milliseconds in parts.items():
        yield f"{name:<{width}}  {milliseconds:>7.2f} ms"


def _machine(url: str) -> dict[str, object]:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting('server_version'), current_setting('fsync')").fetchone()
    server, fsync = row or ("unknown", "unknown")
    return {
        "cores": cores(),
        "load_before": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": server,
        "fsync": fsync,
    }


if __name__ == "__main__":
    with terminate_on_signals():
        main()
