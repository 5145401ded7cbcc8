"""Customers kept in Redis, for all processes of a service; sealed, because they are personal data."""

import secrets
import time
from collections.abc import Callable, Collection
from typing import Any

from attrs import fields
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from rft_domain.customers.customer import Customer
from rft_domain.customers.figures import Figures
from rft_domain.customers.profile import Profile
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.stored import from_json, to_json

from ..vault import Vault
from .ports import HOLD_SECONDS, KEPT_SECONDS, LEASE_SECONDS, Lease, Outcome, ProfileCache, unobserved

_TIMEOUT_SECONDS = 0.25
_REST_SECONDS = 5.0

_SHAPE = " ".join(attribute.name for kind in (Customer, Profile, Figures) for attribute in fields(kind))

# KEYS: what is kept, its lease, its holds. Each script runs alone
_LOOK = """
if redis.call('EXISTS', KEYS[3]) == 1 then return {'held'} end
local kept = redis.call('GET', KEYS[1])
if kept then return {'hit', kept} end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return {'miss'}
"""
_FILL = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
_HOLD = """
redis.call('INCR', KEYS[3])
redis.call('EXPIRE', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[2])
"""
_RELEASE = """
if redis.call('DECR', KEYS[3]) <= 0 then redis.call('DEL', KEYS[3]) end
redis.call('DEL', KEYS[1], KEYS[2])
"""


class RedisProfiles:
    """A Redis that is away is asked by readers again after five seconds, by writers each time: what they do not forget
    there, others would read for five minutes.
    """

    def __init__(self, url: str, vault: Vault, *, prefix: str = "rft", clock: Callable[[], float] = time.monotonic):
        """``url`` as for the limits. Connects when first asked."""
        self._redis: Redis = Redis.from_url(
            url.replace("redis+unix://", "unix://", 1),
            socket_connect_timeout=_TIMEOUT_SECONDS,
            socket_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._look, self._fill, self._hold, self._release = map(
            self._redis.register_script, (_LOOK, _FILL, _HOLD, _RELEASE)
        )
        self._vault, self._prefix, self._clock = vault, prefix, clock
        self._rests_until = 0.0
        self.observe: Callable[[Outcome], None] = unobserved

    def look(self, customer_id: CustomerId) -> Customer | Lease | None:
        found, outcome = self._asked(customer_id)
        self.observe(outcome)
        return found

    def _asked(self, customer_id: CustomerId) -> tuple[Customer | Lease | None, Outcome]:
        if self._clock() < self._rests_until:
            return None, Outcome.DOWN
        token = secrets.token_hex(8)
        try:
            answer: list[bytes] = self._look(keys=self._keys(customer_id), args=[token, LEASE_SECONDS])
        except RedisError:
            self._rests_until = self._clock() + _REST_SECONDS
            return None, Outcome.DOWN
        if answer[0] == b"held":
            return None, Outcome.HELD
        kept = self._opened(answer[1], customer_id) if answer[0] == b"hit" else None
        # what cannot be opened was sealed with a key that is gone, or by another version: it is read, and ends in time
        return (kept, Outcome.HIT) if kept is not None else (Lease(token), Outcome.MISS)

    def fill(self, customer: Customer, lease: Lease) -> None:
        sealed = self._vault.seal(to_json(customer), _about(customer.id))
        self._quietly(self._fill, customer.id, lease.token, sealed, KEPT_SECONDS)

    def hold(self, customer_ids: Collection[CustomerId]) -> None:
        for customer_id in customer_ids:
            self._quietly(self._hold, customer_id, HOLD_SECONDS)

    def release(self, customer_ids: Collection[CustomerId]) -> None:
        for customer_id in customer_ids:
            self._quietly(self._release, customer_id)

    def clear(self) -> None:
        try:
            for key in self._redis.scan_iter(match=f"{self._prefix}:profile:*", count=1000):
                self._redis.delete(key)
        except RedisError:
            self.observe(Outcome.DOWN)

    def _quietly(self, script: Any, customer_id: CustomerId, *arguments: object) -> None:
        try:
            script(keys=self._keys(customer_id), args=arguments)
        except RedisError:
            self.observe(Outcome.DOWN)

    def _opened(self, sealed: bytes, customer_id: CustomerId) -> Customer | None:
        text = self._vault.open(sealed.decode("ascii", "replace"), _about(customer_id))
        return None if text is None else from_json(text, Customer)

    def _keys(self, customer_id: CustomerId) -> list[str]:
        # in braces: all three on one node of a cluster
        stem = f"{self._prefix}:profile:{{{customer_id}}}"
        return [stem, f"{stem}:lease", f"{stem}:holds"]


def _about(customer_id: CustomerId) -> str:
    """Bound to whom it is about, and to what this version of the program knows of a customer."""
    return f"{customer_id} {_SHAPE}"


def _conforms(profiles: RedisProfiles) -> ProfileCache:
    return profiles
