"""Who is measured, in which order: several short rounds in turn, so that a noisy machine disturbs all alike."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from attrs import frozen

from rft_adapters.embedded import EmbeddedServer
from rft_adapters.postgres.roles import APP

from .crew import Job, Sample, open_crew
from .http_load import http_server, open_http
from .library import open_library
from .limit import Limit
from .orders import Mix
from .twin import open_twin

PGBENCH = "pgbench, one by one"
PGBENCH_SEATS_LAST = "pgbench, seats last"
PGBENCH_PIPELINE = "pgbench, pipeline"
LIBRARY_ONE = "library, 1 process"
LIBRARY_ALL = "library, all cores"
HTTP = "HTTP, all cores"
TWIN_ONE = "ORM twin, 1 process"
TWIN_ALL = "ORM twin, all cores"


@frozen(kw_only=True)
class Plan:
    """How many ``clients`` book all over the place, and how many want the ``hot`` session; one after the other.

    Each page is read ``reads`` times among ``read`` bookings.
    """

    clients: Sequence[int]
    hot: Sequence[int]
    rounds: int
    seconds: float
    people: int
    read: int = 2_000
    reads: int = 10


FULL = Plan(clients=(1, 8, 32), hot=(1, 8, 32), rounds=3, seconds=2.0, people=200_000, read=100_000, reads=200)
QUICK = Plan(clients=(1, 8), hot=(8,), rounds=2, seconds=1.0, people=20_000, read=50_000, reads=60)


@frozen(kw_only=True)
class Contestant:
    """``processes`` more than one are measured with several clients only: one client keeps one busy.

    ``stays``: it keeps its processes and connections over the rounds.
    """

    name: str
    run: Callable[[Job], Sample]
    processes: int = 1
    stays: bool = True


@frozen(kw_only=True)
class Cell:
    """One way of measuring; ``hot``: all want the same session."""

    name: str
    clients: int
    hot: bool


Results = dict[Cell, list[Sample]]


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def contestants(server: EmbeddedServer, url: str, n: int) -> Iterator[list[Contestant]]:
    """Everybody, started and connected; ``n`` processes where it says all cores."""
    service = server.url(user=APP)  # as it is run: by who owns nothing
    with ExitStack() as stack:
        address = stack.enter_context(http_server(service, n))
        crews = [
            stack.enter_context(open_crew(opener, where, processes))
            for opener, where, processes in (
                (open_library, service, 1),
                (open_library, service, n),
                (open_twin, url, 1),
                (open_twin, url, n),
                (open_http, address, 1),
            )
        ]
        for crew in crews:
            crew.wait_until_open()
        library_one, library_all, twin_one, twin_all, http = crews
        yield [
            Contestant(name=PGBENCH, run=_limit(server, url, pipeline=False, seats_last=False), stays=False),
            Contestant(name=HTTP, run=http.run),
            Contestant(name=PGBENCH_SEATS_LAST, run=_limit(server, url, pipeline=False, seats_last=True), stays=False),
            Contestant(name=PGBENCH_PIPELINE, run=_limit(server, url, pipeline=True, seats_last=True), stays=False),
            Contestant(name=LIBRARY_ONE, run=library_one.run),
            Contestant(name=TWIN_ONE, run=twin_one.run),
            Contestant(name=LIBRARY_ALL, run=library_all.run, processes=n),
            Contestant(name=TWIN_ALL, run=twin_all.run, processes=n),
        ]


def _limit(server: EmbeddedServer, url: str, *, pipeline: bool, seats_last: bool) -> Callable[[Job], Sample]:
    return Limit(programs=server.bin_dir, url=url, pipeline=pipeline, seats_last=seats_last).run


def measure(everybody: Sequence[Contestant], plan: Plan, tell: Callable[[str], None]) -> Results:
    """After a first round for those who stay, which does not count: they connect and prepare."""
    warm_up = Job(clients=max(plan.clients), mix=Mix(hot=False, people=plan.people), seconds=plan.seconds)
    for contestant in everybody:
        if contestant.stays:
            contestant.run(warm_up)
    results: Results = {}
    for number in range(1, plan.rounds + 1):
        tell(f"round {number} of {plan.rounds}")
        for clients, hot in [*((n, False) for n in plan.clients), *((n, True) for n in plan.hot)]:
            job = Job(clients=clients, mix=Mix(hot=hot, people=plan.people), seconds=plan.seconds)
            for contestant in everybody:
                if contestant.processes == 1 or clients > 1:
                    cell = Cell(name=contestant.name, clients=clients, hot=hot)
                    results.setdefault(cell, []).append(contestant.run(job))
    return results
