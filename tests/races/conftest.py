"""Both stores as subjects of a race, with threads switching as often as they can."""

import sys
from collections.abc import Iterator

import pytest

from rft_adapters.postgres import Store, StoreSettings
from rft_domain.testing import Subject
from rft_domain.testing.world import World, new_world
from tests.stores import emptying, memory_store, postgres_store


@pytest.fixture(autouse=True)
def _restless_threads() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.fixture
def memory() -> Subject:
    store = memory_store()
    return Subject(open_unit_of_work=store.unit_of_work, reset=store.clear)


@pytest.fixture
def postgres(migrated_url: str) -> Iterator[Subject]:
    settings = StoreSettings(pool_size=32)
    with postgres_store(migrated_url, settings) as store, emptying(migrated_url) as empty:
        yield Subject(open_unit_of_work=store.unit_of_work, reset=empty)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    with postgres_store(migrated_url) as store:
        yield store


@pytest.fixture
def world(store: Store, migrated_url: str) -> Iterator[World]:
    with emptying(migrated_url) as empty:
        yield new_world(Subject(open_unit_of_work=store.unit_of_work, reset=empty), 1)
