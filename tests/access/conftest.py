"""Each of the two stores, and the stage on it."""

from collections.abc import Callable, Iterator

import pytest

from rft_adapters.postgres import Store
from rft_domain.testing.world import Subject, World, new_world
from tests.access.stage import AnyStore, Stage, set_stage
from tests.stores import emptying, memory_store, postgres_store

Emptied = tuple[AnyStore, Callable[[], object]]


@pytest.fixture(scope="module")
def postgres(migrated_url: str) -> Iterator[tuple[Store, Callable[[], object]]]:
    with postgres_store(migrated_url) as store, emptying(migrated_url) as empty:
        yield store, empty


@pytest.fixture(scope="module", params=["memory", "postgres"])
def emptied(request: pytest.FixtureRequest) -> Emptied:
    """A store, and what empties it."""
    if request.param == "postgres":
        found: Emptied = request.getfixturevalue("postgres")
        return found
    memory = memory_store()
    return memory, memory.clear


@pytest.fixture(scope="module")
def new(emptied: Emptied) -> Callable[[], World]:
    """An empty world, each time."""
    store, empty = emptied
    return lambda: new_world(Subject(open_unit_of_work=store.unit_of_work, reset=empty), seed=1)


@pytest.fixture(scope="module")
def stage(emptied: Emptied, new: Callable[[], World]) -> Stage:
    return set_stage(new(), emptied[0])
