"""``python -m bench.legacy [--lines N] [--sample N] [--linking-off]``: an import and a backfill against line by line.

Both in one run, on databases of one server. The loop books a smaller file through the use case, with as many lines to a
session and to a customer as the large one has, and what it takes for a line is compared with what the import and the
backfill together take for a line. The import makes and links the customers, and leaves the backfill nothing; with
``--linking-off`` the backfill makes and links them all, which is the longest way there is.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from rft_adapters.embedded import temporary_server, terminate_on_signals
from rft_adapters.postgres import upgrade
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.legacy import ImportOptions, backfill_customers
from rft_adapters.system import SystemEntropy, system_clock
from rft_app.container import open_application
from rft_app.legacy.generating import generate
from rft_app.legacy.running import import_lines
from rft_app.loading import LoadOptions, load
from rft_app.logs import configure_logs

from . import library

TARGET = 20.0
# as a server for so much data is set; it is the same one for the loop
_SERVER = {"shared_buffers": "1GB", "max_wal_size": "4GB"}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench.legacy", description="An import against booking line by line.")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=4_000, help="lines of the file that the loop books")
    parser.add_argument("--linking-off", action="store_true", help="leave every line to the backfill")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    options = parser.parse_args(arguments)
    configure_logs("warning")
    found = run(options.lines, options.sample, linking=not options.linking_off)
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


def run(lines: int, sample: int, *, linking: bool = True) -> dict[str, Any]:
    with temporary_server(settings=_SERVER) as server, tempfile.TemporaryDirectory(prefix="rft-bench-") as folder:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE one_by_one")
        urls = {"one by one": server.url("one_by_one"), "at once": server.url()}
        for url in urls.values():
            upgrade(url)
        file = Path(folder) / "old.jsonl"
        with file.open("wb") as written:
            written.writelines(generate(lines))
        loop = _loop(urls["one by one"], sample)
        before = _peak_mb()
        found = _at_once(urls["at once"], file, linking=linking)
    per_line = loop["seconds"] / sample * 1e6
    at_once = (found["import_seconds"] + found["backfill_seconds"]) / lines * 1e6
    found |= {
        "lines": lines,
        "sample": sample,
        "loop_us_per_line": round(per_line, 1),
        "import_and_backfill_us_per_line": round(at_once, 1),
        "ratio": round(per_line / at_once, 1),
        "target": TARGET,
        "peak_mb_before_the_import": before,
        "load": round(os.getloadavg()[0], 1),
    }
    for name, value in found.items():
        print(f"{name:<34} {value}")
    print("PASS" if found["ratio"] >= TARGET and found["counts_right"] else "FAIL")
    return found


def _loop(url: str, sample: int) -> dict[str, float]:
    """Each line through the use case, with the sessions that they are for."""
    with open_application(library.settings(url)) as application:
        started = time.perf_counter()
        load(generate(sample), application, LoadOptions(past=True))
        return {"seconds": time.perf_counter() - started}


def _at_once(url: str, file: Path, *, linking: bool) -> dict[str, Any]:
    phases: dict[str, float] = {}
    started = time.perf_counter()

    def told(phase: str, amount: int) -> None:
        phases[phase] = round(time.perf_counter() - started, 1)

    with file.open("rb") as lines:
        options = ImportOptions(batch="bench", now=system_clock(), linking=linking)
        counts = import_lines(url, lines, options, SystemEntropy(), told=told)
    imported = time.perf_counter() - started
    linked = backfill_customers(url, now=system_clock(), entropy=SystemEntropy(), dry_run=False)
    seconds = time.perf_counter() - started - imported
    checked = examine(url)
    told_of = counts["blank"] + counts["loaded"] + counts["already_there"] + sum(counts["quarantined"].values())
    return {
        "import_seconds": round(imported, 1),
        "phases_ended_at": phases,
        "backfill_seconds": round(seconds, 1),
        "loaded": counts["loaded"],
        "customers_made": counts["customers_made"] + linked["customers_made"],
        "linked": counts["linked"] + linked["linked"],
        "counts_right": told_of == counts["read"] and not (checked.seats_wrong or checked.figures_wrong),
        "peak_mb": _peak_mb(),
        "peak_mb_of_a_reading_process": _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss),
    }


def _peak_mb() -> int:
    """Of this process, which holds the pieces and the connection."""
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _megabytes(measured: int) -> int:
    """The system counts kilobytes, on macOS bytes."""
    return measured // (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    with terminate_on_signals():
        main()
