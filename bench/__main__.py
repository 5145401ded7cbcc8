"""``python -m bench [--quick] [--json FILE]``. Targets are shown with PASS or FAIL; missing one does not fail the run."""

import argparse
import json
import platform
from collections.abc import Iterator
from pathlib import Path

import psycopg

from rft_adapters.embedded import temporary_server, terminate_on_signals

from .crew import open_crew
from .database import count_bookings, prepare
from .library import open_library
from .parts import booking_figures, lookup_figures, round_trip_figures
from .plan import FULL, LIBRARY_ONE, QUICK, Cell, Plan, contestants, cores, measure
from .report import as_json, figures, table, verdict_lines, verdicts


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench", description="How fast a booking is, against the database's limit.")
    parser.add_argument("--quick", action="store_true", help="about a minute, with fewer clients, rounds and customers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    options = parser.parse_args(arguments)
    found = run(QUICK if options.quick else FULL)
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


def run(plan: Plan) -> dict[str, object]:
    """Prints the report, and returns it for JSON."""
    with temporary_server() as server:
        url = server.url()
        machine = _machine(url)
        print("  ".join(f"{name}: {value}" for name, value in machine.items()))
        prepare(url, plan.people)
        with contestants(server, url) as everybody:
            results = measure(everybody, plan, lambda line: print(line, flush=True))
        print(*table(results, plan.seconds), "", sep="\n")
        cpu_us = figures(results[Cell(name=LIBRARY_ONE, clients=1, hot=False)], plan.seconds).cpu_us
        judged = list(verdicts(results, cpu_us, round_trip_figures(url, plan.people)))
        print(*verdict_lines(judged), "", sep="\n")
        parts = _parts(url, plan)
        print(*_part_lines(parts), sep="\n")
        return {
            "machine": machine,
            "bookings_made": count_bookings(url),
            **as_json(results, judged, plan.seconds),
            "parts_ms": parts,
        }


def _parts(url: str, plan: Plan) -> dict[str, float]:
    with open_crew(open_library, url, 1) as crew:
        found = booking_figures(crew, plan.people, plan.rounds + 1, plan.seconds)
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
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": server,
        "fsync": fsync,
    }


if __name__ == "__main__":
    with terminate_on_signals():
        main()
