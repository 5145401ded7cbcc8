"""64 parallel callers in each of 4 processes never get more than the limit, and no less."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rft_adapters.memory.limiter import MemoryLimiter
from rft_domain.testing import together
from tests.adapters.limits.rivals import LIMITS, PROCESSES, THREADS, let_through

SHARED = ("migrated_url", "redis_url")
EXACTLY = sum(limit.most for limit in LIMITS)


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh process finds what this one does."""
    root = Path(__file__).parents[3]
    path = os.pathsep.join([str(root), str(root / "src"), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.mark.parametrize("place", SHARED, indirect=True)
def test_a_shared_store_lets_through_as_many_as_the_limit_says(place: str) -> None:
    assert let_through(place) == EXACTLY


@pytest.mark.parametrize("place", SHARED, indirect=True)
def test_a_limiter_that_looks_before_it_counts_lets_more_through(place: str) -> None:
    assert let_through(place, fault=True) > EXACTLY


def test_memory_lets_through_as_many_in_one_process() -> None:
    for limit in LIMITS:
        limiter = MemoryLimiter()
        calls: list[Callable[[], object]] = [lambda: limiter.take(limit, "192.0.2.1").allowed] * (PROCESSES * THREADS)  # noqa: B023 - called in this turn
        assert list(together(calls)).count(True) == limit.most


def test_memory_is_not_for_several_processes() -> None:
    """Why the service counts in its store: each process would let through as many."""
    assert let_through("") == PROCESSES * EXACTLY
