"""``nox -s timing``: a log-in or a look-up takes as long for one as for another, and 10 µs more would be seen.

``--quick`` takes a quarter of the calls, which a busy machine makes too few.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from rft_adapters.embedded import temporary_server
from rft_adapters.memory import MemoryStore
from rft_adapters.postgres import schema
from rft_adapters.system import SystemEntropy
from tests.stores import postgres_store
from tests.timing.log_ins import hashes, log_ins
from tests.timing.look_ups import look_ups
from tests.timing.measure import Call, Finding, Now, findings, measure

TIMES, QUICK = 10_000, 2_500
# nothing is kept that is measured here: the disk would be most of it
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
Kinds = dict[str, Callable[[], Call]]


@contextmanager
def _postgres(times: int) -> Iterator[tuple[Kinds, Kinds]]:
    with temporary_server(settings=_FAST) as server:
        schema.upgrade(server.url())
        with postgres_store(server.url()) as store:
            yield log_ins(store, times, time.perf_counter_ns), look_ups(store, time.perf_counter_ns)


def main() -> int:
    parser = argparse.ArgumentParser(prog="nox -s timing --", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    times = QUICK if parser.parse_args().quick else TIMES
    cpu, wall = time.thread_time_ns, time.perf_counter_ns
    fine = _told("the hash, cheapest", hashes(times, cpu), times, cpu, least_us=0.1)
    fine &= _told("log-in, memory", log_ins(MemoryStore(SystemEntropy()), times, cpu), times, cpu, least_us=1)
    fine &= _told("look-up, memory", look_ups(MemoryStore(SystemEntropy()), cpu), times, cpu, least_us=2)
    with _postgres(times) as (entering, looking):
        fine &= _told("log-in, PostgreSQL", entering, times, wall)
        fine &= _told("look-up, PostgreSQL", looking, times, wall)
    return 0 if fine else 1


def _told(title: str, kinds: Kinds, times: int, now: Now, *, least_us: float = 0) -> bool:
    found = findings(measure(kinds, times, Random(), now), least_us)
    print(f"{title}: {times:,} of each in random order, against a known address")
    for one in found:
        print(_line(one), flush=True)
    return all(one.fine for one in found)


def _line(one: Finding) -> str:
    return f"  {one.kind:20} t = {one.t:8.2f}  {one.us:+8.2f} µs  {'as it should be' if one.fine else 'WRONG'}"


if __name__ == "__main__":
    sys.exit(main())
