"""With the limiter's store down the answer is a refusal, and soon."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from rft_adapters.postgres import StoreSettings
from rft_adapters.redis_limiter import RedisLimiter
from rft_domain.access.limits import LOG_IN_BY_ADDRESS, Limiter, LimiterDown, demand
from rft_domain.shared.errors import TooMany
from tests.adapters.limits.conftest import Counted
from tests.adapters.limits.redis_server import redis_server
from tests.stores import postgres_store

AWAY = StoreSettings(connection_timeout=0.2)
Call = Callable[[Limiter], object]
CALLS: list[Call] = [
    lambda limiter: limiter.take(LOG_IN_BY_ADDRESS, "192.0.2.1"),
    lambda limiter: limiter.look(LOG_IN_BY_ADDRESS, "192.0.2.1"),
]


def let_in(limiter: Limiter, call: Call) -> bool:
    """Whether anything but a refusal comes out of it."""
    try:
        call(limiter)
    except LimiterDown:
        return False
    return True


@pytest.mark.parametrize("call", CALLS)
def test_a_postgresql_that_is_away_lets_nobody_in(call: Call) -> None:
    began = time.monotonic()
    with postgres_store("postgresql://nobody@127.0.0.1:1/nothing", AWAY) as store:
        assert not let_in(store.limiter, call)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("call", CALLS)
def test_a_redis_that_is_away_lets_nobody_in(tmp_path: Path, call: Call) -> None:
    began = time.monotonic()
    for url in ("redis://127.0.0.1:1/0", f"redis+unix://{tmp_path}/no.sock"):
        assert not let_in(RedisLimiter(url), call)
    assert time.monotonic() - began < 5


def test_a_redis_that_goes_away_lets_nobody_in_any_more() -> None:
    with redis_server() as url:
        limiter = RedisLimiter(url)
        assert let_in(limiter, CALLS[0])
    assert not let_in(limiter, CALLS[0])


def test_a_row_that_somebody_holds_ends_in_a_refusal(migrated_url: str) -> None:
    with (
        postgres_store(migrated_url, StoreSettings(lock_timeout=0.2)) as store,
        psycopg.connect(migrated_url) as other,
    ):
        assert let_in(store.limiter, CALLS[0])
        other.execute(b"UPDATE shared.tries SET key = key")
        assert not let_in(store.limiter, CALLS[0])


class SwallowsItsErrors:
    """The fault planted: who cannot count lets everybody in."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            try:
                return getattr(self._limiter, name)(*arguments)
            except LimiterDown:
                return None

        return call


@pytest.mark.parametrize("call", CALLS)
def test_a_limiter_that_swallows_its_errors_is_noticed(call: Call) -> None:
    swallowing: Limiter = SwallowsItsErrors(RedisLimiter("redis://127.0.0.1:1/0"))  # type: ignore[assignment]  # it answers to any name
    assert let_in(swallowing, call)


def test_who_has_no_room_is_told_how_long_it_takes(counted: Counted) -> None:
    for _ in range(LOG_IN_BY_ADDRESS.most):
        demand(counted.limiter, LOG_IN_BY_ADDRESS, "192.0.2.77")
    counted.pass_time(100)
    with pytest.raises(TooMany) as refused:
        demand(counted.limiter, LOG_IN_BY_ADDRESS, "192.0.2.77")
    facts = refused.value.facts
    assert (facts["limit"], facts["most"], facts["seconds"]) == ("log-in-address", 50, 900)
    assert 790 <= int(facts["retry_after"] or 0) <= 800
