"""Both caches, and a training provider whose store has one of them."""

from collections.abc import Callable, Iterator
from typing import cast
from uuid import uuid4

import pytest
import redis
from attrs import frozen

from rft_adapters.postgres import Store as PostgresStore
from rft_adapters.profiles import CachingStore, Outcome, ProcessProfiles, ProfileCache
from rft_adapters.profiles.shared import RedisProfiles
from rft_adapters.vault import Vault
from rft_app.application import Store
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.customers.customer import Customer
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.shared.ids import CustomerId
from tests.adapters.limits.redis_server import redis_server
from tests.app.office import Office
from tests.stores import emptying, postgres_store

KINDS = ("process", "redis")
VAULT = Vault({"first": bytes(32)}, "profiles")


@frozen
class Cached:
    """``another``: as a second process of the service has it."""

    profiles: ProfileCache
    another: Callable[[], ProfileCache]
    looked: list[Outcome]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def stored(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.from_url(redis_url.replace("redis+unix", "unix")) as client:
        yield client


@pytest.fixture(params=KINDS)
def cached(request: pytest.FixtureRequest) -> Cached:
    if request.param == "process":
        process = ProcessProfiles()
        return _watched(process, lambda: process)
    url, prefix = request.getfixturevalue("redis_url"), uuid4().hex
    return _watched(RedisProfiles(url, VAULT, prefix=prefix), lambda: RedisProfiles(url, VAULT, prefix=prefix))


def _watched(profiles: ProfileCache, another: Callable[[], ProfileCache]) -> Cached:
    looked: list[Outcome] = []
    profiles.observe = looked.append
    return Cached(profiles, another, looked)


@pytest.fixture(scope="module")
def plain_store(migrated_url: str) -> Iterator[PostgresStore]:
    with postgres_store(migrated_url) as store:
        yield store


@pytest.fixture
def caching(plain_store: PostgresStore, cached: Cached) -> CachingStore:
    return CachingStore(plain_store, cached.profiles)


@pytest.fixture
def office(migrated_url: str, caching: CachingStore) -> Iterator[Office]:
    with emptying(migrated_url) as empty:
        empty()
        yield Office(cast(Store, caching))


def member_of(customer_id: CustomerId | None) -> Actor:
    return Actor(kind=ActorKind.CUSTOMER, customer_id=customer_id)


def seen(office: Office, customer_id: CustomerId, actor: Actor | None = None) -> Customer:
    return office.see(see_customer, SeeCustomer(customer_id=customer_id), actor or member_of(customer_id))
