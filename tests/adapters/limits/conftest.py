"""Every limiter, each with a way to let time pass."""

import time
from collections.abc import Callable, Iterator
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest
import redis
from attrs import frozen

from rft_adapters.memory.limiter import MemoryLimiter
from rft_adapters.redis_limiter import RedisLimiter
from rft_domain.access.limits import Limiter
from tests.adapters.limits.redis_server import redis_server
from tests.stores import postgres_store

KINDS = ("memory", "postgres", "redis")


@frozen
class Counted:
    """``pass_time`` moves the clock on; ``stored`` is all that the limiter keeps, as text."""

    limiter: Limiter
    pass_time: Callable[[float], None]
    stored: Callable[[], str]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture(params=KINDS)
def counted(request: pytest.FixtureRequest) -> Iterator[Counted]:
    if request.param == "memory":
        yield _in_memory()
    elif request.param == "postgres":
        yield from _in_postgres(request.getfixturevalue("migrated_url"))
    else:
        yield from _in_redis(request.getfixturevalue("redis_url"))


def _in_memory() -> Counted:
    clock = [1000.0]

    def pass_time(seconds: float) -> None:
        clock[0] += seconds

    limiter = MemoryLimiter(lambda: clock[0])
    return Counted(limiter, pass_time, lambda: repr(limiter._tries))


def _in_postgres(url: str) -> Iterator[Counted]:
    """Its clock is the server's: what it stored is made older instead."""
    older = b"""UPDATE shared.tries SET free_at = free_at - make_interval(secs => %s),
        let_through = ARRAY(SELECT one - make_interval(secs => %s) FROM unnest(let_through) WITH ORDINALITY u(one, n)
                            ORDER BY n)"""
    with postgres_store(url) as store, psycopg.connect(url, autocommit=True) as admin:

        def stored() -> str:
            return repr(admin.execute(b"SELECT * FROM shared.tries").fetchall())

        def pass_time(seconds: float) -> None:
            admin.execute(older, [seconds, seconds])

        yield Counted(store.limiter, pass_time, stored)
        admin.execute(b"DELETE FROM shared.tries")


def _in_redis(url: str) -> Iterator[Counted]:
    limiter, real, passed = RedisLimiter(url, prefix=uuid4().hex), time.time, [0.0]

    def pass_time(seconds: float) -> None:
        passed[0] += seconds

    def stored() -> str:
        with redis.from_url(url.replace("redis+unix", "unix")) as client:
            return repr([client.lrange(key, 0, -1) for key in client.scan_iter()] + list(client.scan_iter()))

    with patch.object(time, "time", lambda: real() + passed[0]):
        yield Counted(limiter, pass_time, stored)
