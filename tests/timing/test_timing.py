"""The measurement that nox -s timing makes: it finds a delay of 10 µs and nothing where nothing is."""

from collections.abc import Callable
from random import Random

import pytest

from rft_adapters.crypto import PRODUCTION, Argon2Passwords
from rft_adapters.memory import MemoryStore
from rft_adapters.system import SystemEntropy
from tests.timing.log_ins import EACH, KINDS, log_ins
from tests.timing.measure import AGAIN, PLANTED, SAME, Call, findings, late, measure
from tests.timing.welch import KEPT, t_of, worst_t


class Ticking:
    """A clock that only those move who are measured."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        self.now += 100
        return self.now


def busy(clock: Ticking, chance: Random) -> Call:
    """As a log-in is: 300 µs, give or take, and now and then somebody else's milliseconds."""

    def work() -> None:
        clock.now += int(chance.gauss(300_000, 20_000)) + (chance.random() < 0.05) * chance.randrange(5_000_000)

    return work


def found(kinds: dict[str, Callable[[], Call]], clock: Ticking, times: int = 1_000) -> dict[str, bool]:
    return {one.kind: one.fine for one in findings(measure(kinds, times, Random(1), clock))}


def test_welchs_t_is_that_of_the_books() -> None:
    """R: t.test(c(1,2,3,4,5), c(2,4,6,8,10)) has t = -1.8974."""
    assert t_of([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]) == pytest.approx(1.8974, abs=1e-4)
    assert (t_of([1, 1], [1, 1]), t_of([1, 1], [2, 2])) == (0.0, float("inf"))


def test_the_slowest_are_left_out_too() -> None:
    quick, slow = [1.0, 2.0] * 100, [1.2, 2.2] * 100
    outliers = [10_000.0 * place for place in range(10)]
    assert abs(t_of(quick + outliers, slow + outliers)) < 1
    assert abs(worst_t(quick + outliers, slow + outliers)) > 5
    assert KEPT[-1] == 100


def test_a_planted_delay_is_found_and_the_same_is_the_same() -> None:
    clock, chance = Ticking(), Random(7)
    work = busy(clock, chance)
    told = found({SAME: lambda: work, AGAIN: lambda: work, PLANTED: lambda: late(work, clock)}, clock)
    assert told == {AGAIN: True, PLANTED: True}


def test_a_difference_is_found() -> None:
    """The twin: an unknown address that is 10 µs quicker, and a delay that is none."""
    clock, chance = Ticking(), Random(7)
    work = busy(clock, chance)
    told = found({SAME: lambda: late(work, clock), "unknown": lambda: work, PLANTED: lambda: late(work, clock)}, clock)
    assert told == {"unknown": False, PLANTED: False}


def test_there_are_people_enough_and_every_log_in_is_refused() -> None:
    clock = Ticking()
    store = MemoryStore(SystemEntropy())
    taken = measure(log_ins(store, 2 * EACH, clock), 2 * EACH, Random(1), clock)
    assert {kind: len(times) for kind, times in taken.items()} == dict.fromkeys(KINDS, 2 * EACH)
    refused = [row.code for row in store.state.audit if row.outcome == "refused"]
    assert refused == ["log-in-refused"] * 2 * EACH * len(KINDS)
    # all of them leave the same behind
    assert len({one.count for one in store.state.attempts.values() if one.locked_until is None}) <= 4
    assert {user.failed_login_count for user in store.state.users.values()} == {0}


def test_nobodys_hash_costs_what_a_users_costs() -> None:
    passwords = Argon2Passwords(PRODUCTION)
    stored, nobodys = passwords.hash("a long walk along the canal"), passwords._nobodys
    assert stored.split("$")[:4] == nobodys.split("$")[:4]
    assert [len(part) for part in stored.split("$")] == [len(part) for part in nobodys.split("$")]
