"""Passwords are hashed at the price that design.md names, a few at a time, and nobody's hash costs as much."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from unittest.mock import patch

import argon2
import pytest

from rft_adapters.crypto import AT_ONCE, CHEAP, PRODUCTION, Argon2Passwords, Cost
from rft_domain.shared.errors import Busy

PASSWORD = "a long walk along the canal"


def test_production_is_argon2id_with_64_mib_three_passes_and_four_at_once() -> None:
    found = argon2.extract_parameters(Argon2Passwords().hash(PASSWORD))
    assert (found.type, found.version) == (argon2.Type.ID, 19)
    assert (found.memory_cost, found.time_cost, found.parallelism) == (65536, 3, 1)
    assert (found.hash_len, found.salt_len) == (32, 16)
    assert (4, Cost(memory=65536, time=3, parallelism=1)) == (AT_ONCE, PRODUCTION)


def test_the_right_password_is_right_and_no_other() -> None:
    passwords = Argon2Passwords(CHEAP)
    stored = passwords.hash(PASSWORD)
    assert stored != passwords.hash(PASSWORD)
    assert passwords.verify(stored, PASSWORD)
    assert not passwords.verify(stored, PASSWORD + " ")
    assert not passwords.verify("not a hash", PASSWORD)


@pytest.mark.parametrize("cost", [CHEAP, PRODUCTION])
def test_without_a_hash_the_same_work_is_done_and_nothing_is_right(cost: Cost) -> None:
    computed: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(self: argon2.PasswordHasher, hash: str, password: str) -> bool:
        computed.append(hash)
        return verify(self, hash, password)

    passwords = Argon2Passwords(cost)
    stored = passwords.hash(PASSWORD)
    with patch.object(argon2.PasswordHasher, "verify", counted):
        assert not passwords.verify(None, PASSWORD)
        assert not passwords.verify(stored, "wrong")
    assert argon2.extract_parameters(computed[0]) == argon2.extract_parameters(computed[1])


def most_at_a_time(passwords: Argon2Passwords, callers: int, together: Barrier) -> int:
    """``together`` lets nobody finish before so many have begun."""
    present, most, lock = 0, 0, Lock()

    def slow(self: argon2.PasswordHasher, hash: str, password: str) -> bool:
        nonlocal present, most
        with lock:
            present, most = present + 1, max(most, present + 1)
        together.wait(10)
        with lock:
            present -= 1
        return True

    with patch.object(argon2.PasswordHasher, "verify", slow), ThreadPoolExecutor(callers) as pool:
        assert all(pool.map(lambda _: passwords.verify("any", PASSWORD), range(callers)))
    return most


def test_at_most_so_many_are_computed_at_a_time() -> None:
    assert most_at_a_time(Argon2Passwords(CHEAP), 16, Barrier(AT_ONCE)) == AT_ONCE


def test_without_the_limit_all_are_computed_at_a_time() -> None:
    """The twin of the test above, without the guard."""
    assert most_at_a_time(Argon2Passwords(CHEAP, at_once=16), 16, Barrier(16)) == 16


def test_a_hash_of_another_cost_is_outdated() -> None:
    cheap, dearer = Argon2Passwords(CHEAP), Argon2Passwords(Cost(memory=16, time=1))
    stored = cheap.hash(PASSWORD)
    assert (cheap.is_outdated(stored), dearer.is_outdated(stored)) == (False, True)
    assert dearer.verify(stored, PASSWORD)
    assert not cheap.is_outdated("not a hash")


def test_who_waits_too_long_is_told_to_come_again() -> None:
    passwords, begun, go_on = Argon2Passwords(CHEAP, at_once=1, patience=0.01), Event(), Event()

    def stuck(self: argon2.PasswordHasher, hash: str, password: str) -> bool:
        begun.set()
        return go_on.wait(10)

    with patch.object(argon2.PasswordHasher, "verify", stuck), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(passwords.verify, "any", PASSWORD)
        begun.wait(10)
        with pytest.raises(Busy):
            passwords.hash(PASSWORD)
        go_on.set()
        assert waiting.result()
    assert passwords.hash(PASSWORD)
