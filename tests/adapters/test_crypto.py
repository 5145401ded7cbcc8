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


def test_at_most_so_many_are_computed_at_a_time() -> None:
    present, most, lock = 0, 0, Lock()
    together = Barrier(AT_ONCE)

    def slow(self: argon2.PasswordHasher, hash: str, password: str) -> bool:
        nonlocal present, most
        with lock:
            present, most = present + 1, max(most, present + 1)
        together.wait(10)
        with lock:
            present -= 1
        return True

    passwords = Argon2Passwords(CHEAP)
    with patch.object(argon2.PasswordHasher, "verify", slow), ThreadPoolExecutor(16) as pool:
        assert all(pool.map(lambda _: passwords.verify("any", PASSWORD), range(16)))
    assert most == AT_ONCE


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
