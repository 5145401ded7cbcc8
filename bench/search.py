"""``python -m bench.search``: looking for words among many customers, as an admin does, by every sort.

Patterns are parts of what the customers are made of, so that common ones are asked as often as they are common, and
further the commonest names, endings and domains, pairs of words, and what nobody has.
"""

import argparse
import gc
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from attrs import frozen

from rft_adapters.embedded import embedded_server
from rft_adapters.postgres import Store, open_store, upgrade
from rft_adapters.postgres.roles import APP
from rft_adapters.system import SystemEntropy, system_clock
from rft_domain.access.actor import ADMIN
from rft_domain.customers.finding import CustomerFilter, CustomerSort, ListCustomers, list_customers

from .crowd import crowd
from .report import percentile

MOST_MS = 50.0
_PAGE_ROUNDS = 3
# as a server for so much data is set; nothing is written while it is measured
_SERVER = {"shared_buffers": "1GB", "fsync": "off", "synchronous_commit": "off", "max_wal_size": "4GB"}
_COMMON = (
    "son ana com exa zoe ltd smi jos gma 447 079 org .co @ex oliver george smith jones silva olivia susan ing ham "
    "example.com gmail.com training building lukasz muller o'brien +4477 0770"
)
_PAIRS = ("ana silva", "son com", "gmail ltd", "oliver smith", "com org", "zoe example", "jose garcia ltd", "447 org")
_NOBODY = ("xqz", "zzz", "barbarbar", "ana xqz", "gmail.com yahoo.co.uk", "99999999")

_CUSTOMERS = """COPY customers.customers (id, email, email_identity, created_at, updated_at, status, first_name,
    last_name, phone, country, customer_type, version, company, searched, grams) FROM STDIN"""
_FIGURES = """COPY customers.figures (customer_id, total_bookings, total_spent, first_booking_at, last_booking_at,
    customer_since, last_activity_at) FROM STDIN"""


@frozen(kw_only=True)
class Taken:
    pattern: str
    sort: CustomerSort
    ms: float
    cpu_ms: float
    rows: int
    statements: int


def fill(url: str, customers: int) -> None:
    """Migrates the empty database ``url`` and fills it."""
    upgrade(url)
    with psycopg.connect(url) as connection:
        with connection.cursor().copy(_CUSTOMERS) as rows:
            for one in crowd(customers):
                status, kind = "active" if one.active else "inactive", "corporate" if one.company else "individual"
                rows.write_row(
                    (one.id, one.email, one.email, one.created_at, one.created_at, status, one.first_name,
                     one.last_name, one.phone, "GB", kind, 1, one.company, one.searched, one.grams)
                )  # fmt: skip
        with connection.cursor().copy(_FIGURES) as rows:
            for one in crowd(customers):
                rows.write_row(
                    (one.id, one.bookings, f"{one.spent / 100:.2f}", one.created_at, one.active_at, one.created_at,
                     one.active_at)
                )  # fmt: skip
    with psycopg.connect(url, autocommit=True) as connection:
        # at once, what was just written is not yet seen by all, as the index alone must know to answer
        time.sleep(1)
        connection.execute("VACUUM ANALYZE customers.customers, customers.figures")


def patterns(customers: int, count: int) -> list[str]:
    """Of three letters or more; the same ones for the same numbers."""
    chance = random.Random(2)
    asked = [*_COMMON.split(), *_PAIRS, *_NOBODY]
    for one in crowd(min(customers, 20 * count), seed=3):
        if len(asked) >= count:
            break
        words = [word for word in one.searched.split() if len(word) >= 3]
        word = chance.choice(words)
        start = chance.randrange(len(word) - 2)
        asked.append(word[start : start + chance.choice((3, 3, 3, 4, 5, 8))])
    return asked[:count]


def measure(store: Store, asked: Sequence[str], url: str) -> Iterator[Taken]:
    """Each pattern by each sort, three times, in turns; a first round, which does not count, connects and prepares."""
    for round_ in range(_PAGE_ROUNDS + 1):
        backends = _backends(url)
        for pattern in asked if round_ else asked[:10]:
            for sort in CustomerSort:
                taken = _once(store, pattern, sort, backends)
                if round_:
                    yield taken


def _once(store: Store, pattern: str, sort: CustomerSort, backends: Sequence[int] = ()) -> Taken:
    query = ListCustomers(wanted=CustomerFilter(search=pattern), sort=sort)
    started, worked = time.perf_counter(), _cpu_ms(backends)
    with store.reading_as(ADMIN) as uow:
        page = list_customers(query, actor=ADMIN, now=system_clock(), uow=uow)
        statements = uow.round_trips
    ms, cpu_ms = (time.perf_counter() - started) * 1000, _cpu_ms(backends) - worked
    return Taken(pattern=pattern, sort=sort, ms=ms, cpu_ms=cpu_ms, rows=len(page.items), statements=statements)


def _cpu_ms(backends: Sequence[int]) -> float:
    """What this program and its backends have worked so far, as Linux counts it; of backends elsewhere, nothing."""
    stats = [Path(f"/proc/{pid}/schedstat") for pid in backends]
    return time.process_time() * 1000 + sum(int(one.read_text().split()[0]) / 1e6 for one in stats if one.exists())


def _backends(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'rft'").fetchall()
    return [pid for (pid,) in rows]


def report(customers: int, taken: Sequence[Taken], tell: Callable[[str], None]) -> dict[str, Any]:
    times, worked = [one.ms for one in taken], [one.cpu_ms for one in taken]
    found = {"customers": customers, "queries": len(taken), "p50_ms": percentile(times, 50)}
    found |= {
        "p99_ms": percentile(times, 99),
        "most_ms": max(times),
        "p99_cpu_ms": percentile(worked, 99),
    }
    tell(f"{customers:,} customers, {len(taken):,} pages of 50: {_told(times)}")
    tell(f"  of that CPU, program and server: {_told(worked)}")
    for sort in CustomerSort:
        mine = [one.ms for one in taken if one.sort is sort]
        tell(f"  {sort.value:<16} {_told(mine)}")
    for one in sorted(taken, key=lambda one: -one.cpu_ms)[:8]:
        asked = f"{one.pattern!r} by {one.sort.value}, {one.statements} statements"
        tell(f"  slow: {one.ms:.1f} ms, CPU {one.cpu_ms:.1f}: {asked}")
    tell(f"p99 at most {MOST_MS:.0f} ms: {'PASS' if found['p99_ms'] <= MOST_MS else 'FAIL'}")
    return found


def _told(times: Sequence[float]) -> str:
    return f"p50 {percentile(times, 50):.1f}, p99 {percentile(times, 99):.1f}, most {max(times):.1f} ms"


def run(url: str, service: str, customers: int, count: int, tell: Callable[[str], None]) -> dict[str, Any]:
    started = time.perf_counter()
    fill(url, customers)
    tell(f"filled in {time.perf_counter() - started:.0f} s")
    with open_store(service, entropy=SystemEntropy()) as store:
        # as a process that serves does, once it is there
        gc.collect()
        gc.freeze()
        return report(customers, list(measure(store, patterns(customers, count), url)), tell)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="how many to look among")
    parser.add_argument("--patterns", type=int, default=150, help="how many different patterns to ask")
    parser.add_argument("--folder", type=Path, help="where the server of the bench keeps its data (else a new folder)")
    parser.add_argument("--json", type=Path, help="where to write the figures as well")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.gettempdir()) / f"rft-search-{time.time_ns()}"
    with embedded_server(folder, settings=_SERVER, remove=options.folder is None) as server:
        found = run(
            server.url(),
            server.url(user=APP),
            options.customers,
            options.patterns,
            lambda line: print(line, flush=True),
        )
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
