"""Limits counted in Redis, by the scripts of the ``limits`` library."""

import time
from collections.abc import Callable
from typing import TypeVar

from limits.errors import StorageError
from limits.storage import RedisStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from rft_domain.access.limits import Limit, Limiter, LimiterDown, Standing

SCHEMES = ("redis://", "rediss://", "redis+unix://")
_TIMEOUT_SECONDS = 2.0
T = TypeVar("T")


class RedisLimiter:
    """The clock is that of each process, so those that share a Redis must agree on the time.

    A window ends when its last second is over: a try that is exactly ``seconds`` old still counts.
    """

    def __init__(self, url: str, *, prefix: str = "rft") -> None:
        """``url`` is one of ``SCHEMES``. Connects when first asked, and tries once: a second try would count twice."""
        pool = ConnectionPool.from_url(
            url.replace("redis+unix://", "unix://", 1),
            socket_connect_timeout=_TIMEOUT_SECONDS,
            socket_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._storage = RedisStorage(url, connection_pool=pool, key_prefix=prefix, wrap_exceptions=True)

    def take(self, limit: Limit, who: str) -> Standing:
        key = limit.key(who)
        allowed = _reach(lambda: self._storage.acquire_entry(key, limit.most, limit.seconds))
        return self._standing(limit, key, allowed=allowed)

    def look(self, limit: Limit, who: str) -> Standing:
        return self._standing(limit, limit.key(who), allowed=None)

    def forget(self) -> int:
        """Redis forgets by itself."""
        return 0

    def _standing(self, limit: Limit, key: str, *, allowed: bool | None) -> Standing:
        oldest, used = _reach(lambda: self._storage.get_moving_window(key, limit.most, limit.seconds))
        seconds = max(0.0, oldest + limit.seconds - time.time()) if used else 0.0
        left = max(0, limit.most - used)
        return Standing(allowed=left > 0 if allowed is None else allowed, left=left, seconds=seconds)


def _reach(call: Callable[[], T]) -> T:
    try:
        return call()
    except StorageError as error:
        raise LimiterDown(cause=type(error.storage_error).__name__) from None


def _conforms(limiter: RedisLimiter) -> Limiter:
    return limiter
