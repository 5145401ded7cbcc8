"""The window: never more than the limit in any of it, and nobody refused who has room."""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rft_adapters.memory.limiter import MemoryLimiter
from rft_domain.access.limits import Limit, Limiter, Per, Standing
from tests.adapters.limits.conftest import Counted

WINDOW = 60
# a step in time, or somebody who tries; no sum of steps is a whole window, where the limiters may differ by an instant
STEPS = st.lists(st.one_of(st.sampled_from(["ana", "rui"]), st.sampled_from([7, 14, 35, 77])), max_size=40)
Steps = list["str | int"]
_names = count()


def limit(most: int) -> Limit:
    """A fresh one, which nobody has tried."""
    return Limit(name=f"fresh-{next(_names)}", per=Per.ADDRESS, most=most, seconds=WINDOW, source="a test")


def disagreements(limiter: Limiter, pass_time: Callable[[float], None], steps: Steps, most: int) -> list[str]:
    """Where the limiter differs from a list of all tries that is searched from end to end each time."""
    of_test, now, let_through, found = limit(most), 0, [("", -WINDOW)], list[str]()
    for number, step in enumerate(steps):
        if isinstance(step, int):
            pass_time(step)
            now += step
            continue
        recent = [at for who, at in let_through if who == step and now - at < WINDOW]
        expected = len(recent) < most
        if limiter.look(of_test, step).allowed != expected:
            found.append(f"{number}: look")
        standing = limiter.take(of_test, step)
        if standing.allowed != expected:
            found.append(f"{number}: take")
        if standing.allowed:
            let_through.append((step, now))
            recent.append(now)
        wait = recent[0] + WINDOW - now
        if standing.left != max(0, most - len(recent)) or abs(standing.seconds - wait) > 5:
            found.append(f"{number}: told {standing.left} left and {standing.seconds:.1f} s, not {wait} s")
        if max(_in_any_window(let_through, who) for who in ("ana", "rui")) > most:
            found.append(f"{number}: too many in a window")
    return found


def _in_any_window(let_through: list[tuple[str, int]], who: str) -> int:
    times = [at for name, at in let_through if name == who]
    return max((sum(start <= at < start + WINDOW for at in times) for start in times), default=0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example has a limit of its own
@given(steps=STEPS, most=st.integers(1, 5))
def test_it_lets_through_what_the_oracle_lets_through(counted: Counted, steps: Steps, most: int) -> None:
    assert disagreements(counted.limiter, counted.pass_time, steps, most) == []


class FixedWindow:
    """The fault planted: a count that begins anew each minute lets twice as many through round the turn."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._counts = clock, dict[tuple[str, int], int]()

    def take(self, limit: Limit, who: str) -> Standing:
        standing = self.look(limit, who)
        key = (limit.key(who), int(self._clock() // limit.seconds))
        self._counts[key] = self._counts.get(key, 0) + standing.allowed
        return standing

    def look(self, limit: Limit, who: str) -> Standing:
        now = self._clock()
        left = limit.most - self._counts.get((limit.key(who), int(now // limit.seconds)), 0)
        return Standing(allowed=left > 0, left=left, seconds=0)

    def forget(self) -> int:
        return 0


def test_a_fixed_window_is_found_out() -> None:
    clock = [0.0]

    def pass_time(seconds: float) -> None:
        clock[0] += seconds

    steps: Steps = [35, 14, "ana", "ana", 14, "ana"]
    found = disagreements(FixedWindow(lambda: clock[0]), pass_time, steps, 2)
    assert "5: take" in found
    assert "5: too many in a window" in found


def test_a_try_counts_until_its_window_is_over_and_not_an_instant_longer() -> None:
    clock = [0.0]
    limiter, once = MemoryLimiter(lambda: clock[0]), limit(1)
    assert limiter.take(once, "ana").allowed
    clock[0] = WINDOW - 1e-9
    assert not limiter.take(once, "ana").allowed
    clock[0] = WINDOW
    assert limiter.take(once, "ana").allowed


def test_what_is_refused_does_not_count(counted: Counted) -> None:
    once = limit(1)
    assert counted.limiter.take(once, "ana").allowed
    counted.pass_time(WINDOW - 7)
    assert not counted.limiter.take(once, "ana").allowed
    counted.pass_time(8)
    assert counted.limiter.take(once, "ana").allowed


def test_looking_counts_nothing(counted: Counted) -> None:
    once = limit(1)
    for _ in range(3):
        assert counted.limiter.look(once, "ana").allowed
    assert counted.limiter.take(once, "ana").allowed
    assert not counted.limiter.look(once, "ana").allowed


def test_limits_and_people_are_counted_apart(counted: Counted) -> None:
    one, other = limit(1), limit(1)
    told = [counted.limiter.take(of, who).allowed for of in (one, other) for who in ("ana", "rui")]
    assert told == [True] * 4


def test_nothing_personal_is_stored(counted: Counted) -> None:
    canary = "canary.bird@example.org"
    counted.limiter.take(limit(2), canary)
    stored = counted.stored()
    assert stored not in ("[]", "{}")
    assert canary not in stored
    assert "canary" not in stored


@pytest.mark.parametrize("counted", ["memory", "postgres"], indirect=True)
def test_what_no_window_reaches_is_forgotten(counted: Counted) -> None:
    """Redis lets its keys expire."""
    counted.limiter.take(limit(2), "ana")
    counted.pass_time(35)
    counted.limiter.take(limit(2), "rui")
    assert counted.limiter.forget() == 0
    counted.pass_time(35)
    assert counted.limiter.forget() == 1
    counted.pass_time(35)
    assert (counted.limiter.forget(), counted.limiter.forget()) == (1, 0)


def test_many_addresses_do_not_pile_up_in_memory() -> None:
    clock = [0.0]
    limiter, once = MemoryLimiter(lambda: clock[0]), limit(1)
    for number in range(20_000):
        clock[0] += 1
        limiter.take(once, str(number))
    assert len(limiter._tries) < 2000
