"""Passwords, hashed slowly on purpose (Argon2id, RFC 9106; OWASP password storage)."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from attrs import frozen

from rft_domain.identity.ports import PasswordHasher
from rft_domain.shared.errors import Busy


@frozen(kw_only=True)
class Cost:
    """``memory`` in KiB, ``time`` in passes."""

    memory: int = 64 * 1024
    time: int = 3
    parallelism: int = 1


PRODUCTION = Cost()
CHEAP = Cost(memory=8, time=1)
"""For tests only."""

AT_ONCE = 4
PATIENCE_SECONDS = 5.0


class Argon2Passwords:
    """At most ``at_once`` computations at a time in this process; others wait ``patience`` seconds in vain."""

    def __init__(self, cost: Cost = PRODUCTION, *, at_once: int = AT_ONCE, patience: float = PATIENCE_SECONDS) -> None:
        self._argon2 = argon2.PasswordHasher(
            time_cost=cost.time,
            memory_cost=cost.memory,
            parallelism=cost.parallelism,
            hash_len=32,
            salt_len=16,
            type=argon2.Type.ID,
        )
        self._nobodys = _nobodys(cost)
        self._room = BoundedSemaphore(at_once)
        self._patience = patience

    def hash(self, password: str) -> str:
        with self._turn():
            return self._argon2.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Against the hash of no password where there is none: it takes as long, and is never right."""
        with self._turn():
            try:
                right = self._argon2.verify(password_hash or self._nobodys, password)
            except (VerificationError, InvalidHashError):
                return False
        return right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        try:
            return self._argon2.check_needs_rehash(password_hash)
        except InvalidHashError:
            return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._room.acquire(timeout=self._patience):
            raise Busy()
        try:
            yield
        finally:
            self._room.release()


def _nobodys(cost: Cost) -> str:
    """Well-formed, with the same parameters; what it would take to match is not known to anybody."""
    salt, digest = "A" * 22, "A" * 43
    return f"$argon2id$v=19$m={cost.memory},t={cost.time},p={cost.parallelism}${salt}${digest}"


def _conforms(passwords: Argon2Passwords) -> PasswordHasher:
    return passwords
