"""Limits counted in this process, for one process."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from attrs import define, field

from rft_domain.access.limits import Limit, Limiter, Standing

_SWEPT_FROM = 1024


@define
class _Tries:
    """Times of those let through, oldest first, and when the last of them counts no more."""

    times: deque[float] = field(factory=deque)
    free_at: float = 0.0


class MemoryLimiter:
    """``clock`` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._tries: dict[str, _Tries] = {}
        self._sweep_at = _SWEPT_FROM

    def take(self, limit: Limit, who: str) -> Standing:
        key = limit.key(who)
        with self._lock:
            now = self._clock()
            tries = self._tries.get(key)
            if tries is None:
                self._make_room(now)
                tries = self._tries[key] = _Tries()
            _drop_old(tries.times, now - limit.seconds)
            allowed = len(tries.times) < limit.most
            if allowed:
                tries.times.append(now)
                tries.free_at = now + limit.seconds
            return _standing(limit, tries.times, now, allowed=allowed)

    def look(self, limit: Limit, who: str) -> Standing:
        with self._lock:
            now, tries = self._clock(), self._tries.get(limit.key(who), _Tries())
            _drop_old(tries.times, now - limit.seconds)
            return _standing(limit, tries.times, now, allowed=len(tries.times) < limit.most)

    def forget(self) -> int:
        with self._lock:
            return self._sweep(self._clock())

    def _make_room(self, now: float) -> None:
        """A sweep each time the keys have doubled: little for each try, however many addresses there are."""
        if len(self._tries) >= self._sweep_at:
            self._sweep(now)
            self._sweep_at = max(_SWEPT_FROM, 2 * len(self._tries))

    def _sweep(self, now: float) -> int:
        old = [key for key, tries in self._tries.items() if tries.free_at <= now]
        for key in old:
            del self._tries[key]
        return len(old)


def _drop_old(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()


def _standing(limit: Limit, times: deque[float], now: float, *, allowed: bool) -> Standing:
    seconds = times[0] + limit.seconds - now if times else 0.0
    return Standing(allowed=allowed, left=limit.most - len(times), seconds=seconds)


def _conforms(limiter: MemoryLimiter) -> Limiter:
    return limiter
