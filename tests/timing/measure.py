"""Times of several kinds of calls, taken in random order, and the verdict on them."""

import gc
import time
from collections.abc import Callable, Mapping
from random import Random

from attrs import frozen

from tests.timing.welch import THRESHOLD, apart, worst_t

PLANTED_NS = 10_000
# the same kind twice: a difference between these two is the measurement's own
SAME, AGAIN, PLANTED = "known", "known again", "known, 10 µs late"
Call = Callable[[], object]
Now = Callable[[], int]


@frozen(kw_only=True)
class Finding:
    """How ``kind`` differs from ``SAME``: Welch's t, and the medians' distance in microseconds.

    Less than ``least_us`` is no difference: it takes so long to fetch from memory what the processor's cache has not.
    """

    kind: str
    t: float
    us: float
    least_us: float = 0

    @property
    def differs(self) -> bool:
        return abs(self.t) >= THRESHOLD and abs(self.us) >= self.least_us

    @property
    def fine(self) -> bool:
        """The planted delay must be seen, and nothing else."""
        return self.differs == (self.kind == PLANTED)


def measure(kinds: Mapping[str, Callable[[], Call]], times: int, chance: Random, now: Now) -> dict[str, list[float]]:
    """``times`` calls of each kind, in nanoseconds. A kind prepares a call; the call alone is measured."""
    order = [kind for kind in kinds for _ in range(times)]
    chance.shuffle(order)
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    gc.collect()
    gc.disable()
    try:
        for kind in order:
            call = kinds[kind]()
            began = now()
            call()
            taken[kind].append(now() - began)
    finally:
        gc.enable()
    return taken


def findings(taken: Mapping[str, list[float]], least_us: float = 0) -> list[Finding]:
    """Of every kind but :data:`SAME`, with which all are compared."""
    base = taken[SAME]
    return [
        Finding(kind=kind, t=worst_t(base, times), us=apart(base, times) / 1000, least_us=least_us)
        for kind, times in taken.items()
        if kind != SAME
    ]


def late(call: Call, now: Now = time.perf_counter_ns) -> Call:
    """The same call, and 10 µs of doing nothing."""

    def delayed() -> None:
        call()
        until = now() + PLANTED_NS
        while now() < until:
            pass

    return delayed
