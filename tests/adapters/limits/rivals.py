"""Rivals for one quota: restless threads of several processes, each process with a limiter of its own."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from uuid import uuid4

from rft_adapters.memory.limiter import MemoryLimiter
from rft_adapters.postgres import StoreSettings
from rft_adapters.redis_limiter import RedisLimiter
from rft_domain.access.limits import Limit, Limiter, Per, Standing
from rft_domain.testing import together
from tests.stores import postgres_store

PROCESSES, THREADS, ROUNDS = 4, 64, 3
LIMITS = [Limit(name=f"race-{n}", per=Per.ADDRESS, most=10, seconds=600, source="a test") for n in range(ROUNDS)]


class LooksFirst:
    """The fault planted: it looks whether there is room and counts afterwards, in two steps."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def take(self, limit: Limit, who: str) -> Standing:
        standing = self._limiter.look(limit, who)
        time.sleep(0.01)
        self._limiter.take(limit, who)
        return standing

    def look(self, limit: Limit, who: str) -> Standing:
        return self._limiter.look(limit, who)

    def forget(self) -> int:
        return 0


@contextmanager
def open_limiter(place: str, *, fault: bool) -> Iterator[Limiter]:
    """``place``: an address of PostgreSQL or Redis, or nothing for the memory of this process."""
    if not place:
        yield MemoryLimiter()
        return
    if place.startswith("postgres"):
        with postgres_store(place, StoreSettings(pool_size=8)) as store:
            yield LooksFirst(store.limiter) if fault else store.limiter
        return
    limiter = RedisLimiter(place)
    yield LooksFirst(limiter) if fault else limiter


def _try(limiter: Limiter, limit: Limit, who: str) -> bool:
    return limiter.take(limit, who).allowed


def _process(place: str, who: str, fault: bool, gate: Barrier, told: "Queue[list[object]]") -> None:
    sys.setswitchinterval(1e-5)
    with open_limiter(place, fault=fault) as limiter:
        for limit in LIMITS:
            gate.wait(60)
            calls: list[Callable[[], object]] = [partial(_try, limiter, limit, who)] * THREADS
            told.put(list(together(calls)))


def let_through(place: str, *, fault: bool = False) -> int:
    """How many of all tries were let through, in all rounds. Raises whatever a caller was told instead."""
    context = get_context("spawn")
    gate, told = context.Barrier(PROCESSES), context.Queue()
    arguments = (place, uuid4().hex, fault, gate, told)
    processes = [context.Process(target=_process, args=arguments) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    answers = [answer for _ in range(PROCESSES * ROUNDS) for answer in told.get(timeout=120)]
    for process in processes:
        process.join(60)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    assert len(answers) == PROCESSES * THREADS * ROUNDS
    return answers.count(True)
