"""What a cache keeps, how long, how much of it, and what happens where it is away."""

import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import redis
from attrs import evolve

from rft_adapters.profiles import KEPT_SECONDS, Lease, Outcome, ProcessProfiles, ProfileCache
from rft_adapters.profiles.shared import RedisProfiles
from rft_adapters.vault import Vault
from rft_domain.customers.customer import Customer
from rft_domain.customers.profile import Profile
from rft_domain.shared.email import Email
from rft_domain.shared.ids import CustomerId
from rft_domain.testing.world import START
from tests.adapters.limits.redis_server import redis_server
from tests.adapters.profiles.conftest import VAULT, Cached


def customer(number: int = 1) -> Customer:
    return Customer.open(
        id=CustomerId(UUID(int=number)),
        email=Email.parse(f"ana.silva{number}@example.org"),
        profile=Profile(first_name="Ana", last_name="Silva", company="Silva Ltd"),
        now=START,
    )


def keep(profiles: ProfileCache, one: Customer) -> None:
    lease = profiles.look(one.id)
    assert isinstance(lease, Lease)
    profiles.fill(one, lease)


def test_what_was_filled_in_is_found(cached: Cached) -> None:
    keep(cached.profiles, customer())
    found = cached.profiles.look(customer().id)
    assert found == customer()
    assert cached.profiles.look(customer(2).id) != customer()


def test_the_later_of_two_readers_fills_it_in(cached: Cached) -> None:
    """The earlier one may never come back, and its row may be the older one."""
    one, other = cached.profiles.look(customer().id), cached.profiles.look(customer().id)
    assert isinstance(one, Lease)
    assert isinstance(other, Lease)
    cached.profiles.fill(evolve(customer(), version=1), one)
    assert not isinstance(cached.profiles.look(customer().id), Customer)


def test_everything_is_forgotten_at_once(cached: Cached) -> None:
    for number in (1, 2, 3):
        keep(cached.profiles, customer(number))
    cached.profiles.clear()
    assert [type(cached.profiles.look(customer(number).id)) for number in (1, 2, 3)] == [Lease] * 3


def test_a_lease_ends_when_everything_is_forgotten(cached: Cached) -> None:
    lease = cached.profiles.look(customer().id)
    assert isinstance(lease, Lease)
    cached.profiles.clear()
    cached.profiles.fill(customer(), lease)
    assert not isinstance(cached.profiles.look(customer().id), Customer)


def test_a_process_keeps_so_many_and_drops_what_was_not_asked_for_longest() -> None:
    profiles = ProcessProfiles(most=2)
    keep(profiles, customer(1))
    keep(profiles, customer(2))
    profiles.look(customer(1).id)
    keep(profiles, customer(3))
    assert [isinstance(profiles.look(customer(number).id), Customer) for number in (1, 2, 3)] == [True, False, True]
    for number in range(10, 1000):
        profiles.look(customer(number).id)
    assert (len(profiles._kept), len(profiles._leases)) == (2, 2)


def test_a_process_keeps_it_for_five_minutes() -> None:
    now = [0.0]
    profiles = ProcessProfiles(clock=lambda: now[0])
    keep(profiles, customer())
    now[0] = KEPT_SECONDS - 0.1
    assert profiles.look(customer().id) == customer()
    now[0] = KEPT_SECONDS
    assert isinstance(profiles.look(customer().id), Lease)


def test_nothing_in_redis_outlives_its_time_and_nothing_can_be_read_there(
    redis_url: str, stored: "redis.Redis"
) -> None:
    profiles = RedisProfiles(redis_url, VAULT, prefix=uuid4().hex)
    keep(profiles, customer(1))
    profiles.look(customer(2).id)
    profiles.hold([customer(3).id])
    keys = sorted(stored.scan_iter(match=f"{profiles._prefix}:*"))
    assert len(keys) == 3
    assert all(0 < int(str(stored.ttl(key))) <= KEPT_SECONDS for key in keys)
    everything = repr([(key, stored.get(key)) for key in keys]).lower()
    assert not any(word in everything for word in ("ana.silva", "silva", "example"))


@pytest.mark.parametrize("other", [Vault({"first": bytes(31) + b"1"}, "profiles"), Vault({"second": bytes(32)}, "x")])
def test_what_was_sealed_with_another_key_is_read_anew(redis_url: str, other: Vault) -> None:
    prefix = uuid4().hex
    keep(RedisProfiles(redis_url, other, prefix=prefix), customer())
    looked: list[Outcome] = []
    mine = RedisProfiles(redis_url, VAULT, prefix=prefix)
    mine.observe = looked.append
    assert isinstance(mine.look(customer().id), Lease)
    assert looked == [Outcome.MISS]


def test_what_was_kept_of_one_customer_is_not_opened_for_another(redis_url: str, stored: "redis.Redis") -> None:
    profiles = RedisProfiles(redis_url, VAULT, prefix=uuid4().hex)
    keep(profiles, customer(1))
    one, other = (profiles._keys(customer(number).id)[0] for number in (1, 2))
    stored.copy(one, other)
    assert isinstance(profiles.look(customer(2).id), Lease)


def test_a_redis_that_is_away_is_no_error_and_costs_readers_little(tmp_path: Path) -> None:
    now, looked = [0.0], list[Outcome]()
    profiles = RedisProfiles(f"redis+unix://{tmp_path}/no.sock", VAULT, clock=lambda: now[0])
    profiles.observe = looked.append
    began = time.monotonic()
    for _ in range(1000):
        assert profiles.look(customer().id) is None
    profiles.hold([customer().id])
    profiles.release([customer().id])
    profiles.fill(customer(), Lease("t"))
    profiles.clear()
    assert time.monotonic() - began < 2
    assert looked == [Outcome.DOWN] * 1004


def test_a_redis_that_comes_back_is_asked_again() -> None:
    now, looked = [0.0], list[Outcome]()
    with redis_server() as url:
        profiles = RedisProfiles(url, VAULT, clock=lambda: now[0])
        profiles.observe = looked.append
        keep(profiles, customer())
    assert profiles.look(customer().id) is None
    now[0] += 4.9
    assert profiles.look(customer().id) is None
    assert looked == [Outcome.MISS, Outcome.DOWN, Outcome.DOWN]
    now[0] += 0.2
    assert profiles.look(customer().id) is None  # asked, and away still
    assert profiles._rests_until == now[0] + 5.0
