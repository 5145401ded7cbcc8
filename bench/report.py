"""From samples to figures, ratios and targets; as a table for people and as JSON."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from attrs import frozen

from .crew import Sample
from .plan import (
    HTTP,
    LIBRARY_ALL,
    LIBRARY_ONE,
    PGBENCH,
    PGBENCH_PIPELINE,
    PGBENCH_SEATS_LAST,
    TWIN_ALL,
    TWIN_ONE,
    Cell,
    Results,
)


@frozen(kw_only=True)
class Figures:
    """Medians over the rounds: bookings per second, milliseconds, and microseconds of CPU per booking."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


@frozen(kw_only=True)
class Verdict:
    """``value`` is to be at least, or at most, ``target``; without one it is there to be read."""

    what: str
    value: float
    target: float | None = None
    bound: Literal["at least", "at most"] = "at least"

    @property
    def word(self) -> str:
        if self.target is None:
            return ""
        kept = self.value >= self.target if self.bound == "at least" else self.value <= self.target
        return "PASS" if kept else "FAIL"


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest rank: the smallest value that at least ``percent`` of all do not exceed."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def figures(samples: Sequence[Sample], seconds: float) -> Figures:
    done = [sample for sample in samples if sample.latencies]
    if not done:
        return Figures(rate=0.0, p50_ms=0.0, p99_ms=0.0, cpu_us=0.0)
    return Figures(
        rate=statistics.median(len(sample.latencies) / seconds for sample in samples),
        p50_ms=1_000 * statistics.median(percentile(sample.latencies, 50) for sample in done),
        p99_ms=1_000 * statistics.median(percentile(sample.latencies, 99) for sample in done),
        cpu_us=1_000_000 * statistics.median(sample.cpu / len(sample.latencies) for sample in done),
    )


def ratio(results: Results, one: Cell, other: Cell) -> float | None:
    """How many times the rate of ``other``: the median over the rounds, for each round saw the same machine."""
    if one not in results or other not in results:
        return None
    rounds = zip(results[one], results[other], strict=True)
    ratios = [len(mine.latencies) / len(theirs.latencies) for mine, theirs in rounds if theirs.latencies]
    return statistics.median(ratios) if ratios else None


def verdicts(results: Results, cpu_us: float, trips: Mapping[str, float]) -> Iterator[Verdict]:
    """The targets, and the other ratios that tell where time goes."""
    for one, other, clients, hot, target in (
        (HTTP, PGBENCH, 8, False, 0.5),
        (HTTP, PGBENCH, 8, True, 1.0),
        (HTTP, PGBENCH_SEATS_LAST, 8, True, None),
        (HTTP, PGBENCH_PIPELINE, 8, False, None),
        (LIBRARY_ALL, PGBENCH, 8, False, None),
        (LIBRARY_ALL, PGBENCH, 8, True, None),
        (LIBRARY_ONE, TWIN_ONE, 1, False, 3.0),
        (LIBRARY_ONE, TWIN_ONE, 8, False, 3.0),
        (LIBRARY_ALL, TWIN_ALL, 8, False, 3.0),
        (LIBRARY_ALL, TWIN_ALL, 32, False, 3.0),
        (LIBRARY_ALL, TWIN_ALL, 8, True, None),
    ):
        cells = (Cell(name=one, clients=clients, hot=hot), Cell(name=other, clients=clients, hot=hot))
        if (value := ratio(results, *cells)) is not None:
            where = f"{_clients(clients)}, {'one hot session' if hot else 'spread'}"
            yield Verdict(what=f"{one} ÷ {other}; {where}", value=value, target=target)
    yield Verdict(what="µs of Python per booking (library, 1 client)", value=cpu_us, target=800, bound="at most")
    for name, count in trips.items():
        yield Verdict(what=f"round trips per booking: {name}", value=count)


def table(results: Results, seconds: float) -> Iterator[str]:
    yield f"{'':<22}{'clients':>8}  {'session':<8}{'bookings/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>9}"
    for cell in sorted(results, key=lambda cell: (cell.hot, cell.clients)):
        found = figures(results[cell], seconds)
        cpu = f"{found.cpu_us:>9.0f}" if _counts_cpu(cell) else f"{'':>9}"
        yield (
            f"{cell.name:<22}{cell.clients:>8}  {_session(cell):<8}{found.rate:>11,.0f}"
            f"{found.p50_ms:>9.2f}{found.p99_ms:>9.2f}{cpu}"
        )


def verdict_lines(found: Sequence[Verdict]) -> Iterator[str]:
    width = max(len(each.what) for each in found)
    for each in found:
        target = f"  {each.bound} {each.target:g}: {each.word}" if each.target is not None else ""
        yield f"{each.what:<{width}}  {each.value:>8.2f}{target}"


def as_json(results: Results, found: Sequence[Verdict], seconds: float) -> dict[str, object]:
    rates = []
    for cell, samples in results.items():
        told = figures(samples, seconds)
        rates.append(
            {
                "name": cell.name,
                "clients": cell.clients,
                "session": _session(cell),
                "rounds": [len(sample.latencies) / seconds for sample in samples],
                "bookings_per_second": told.rate,
                "p50_ms": told.p50_ms,
                "p99_ms": told.p99_ms,
                "cpu_us": told.cpu_us if _counts_cpu(cell) else None,
            }
        )
    targets = [
        {"what": v.what, "value": v.value, "target": v.target, "bound": v.bound, "verdict": v.word or None}
        for v in found
    ]
    return {"seconds_per_round": seconds, "rates": rates, "figures": targets}


def _session(cell: Cell) -> str:
    return "hot" if cell.hot else "spread"


def _clients(count: int) -> str:
    return "1 client" if count == 1 else f"{count} clients"


def _counts_cpu(cell: Cell) -> bool:
    """Only of those whose Python runs in the processes that the bench starts itself."""
    return cell.name in (LIBRARY_ONE, LIBRARY_ALL, TWIN_ONE, TWIN_ALL)
