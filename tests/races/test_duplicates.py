"""Two looks for duplicates at once: the list is that of the later one, and names no pair twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import literal, select

from rft_adapters.postgres import Store, duplicates
from rft_adapters.postgres.query import query
from rft_domain.access.actor import ADMIN
from rft_domain.customers.merging.queries import ListDuplicates, list_duplicates
from rft_domain.customers.use_cases.find_duplicates import FindDuplicates, find_duplicates
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World
from tests.stores import until_somebody_waits


@pytest.fixture
def world(world: World) -> World:
    session = a_session(world)
    for address in ("ana.silva@example.org", "anasilva@example.org"):
        a_booking(world, session.id, address)
    return world


def two_at_once(world: World, store: Store, url: str) -> int:
    """The second begins before the first is committed; how many pairs are listed in the end."""
    with ThreadPoolExecutor(1) as pool:
        with store.unit_of_work() as uow:
            world.carry_out(find_duplicates, FindDuplicates(), uow, ADMIN)
            second = pool.submit(world.patient.run, find_duplicates, FindDuplicates(), actor=ADMIN)
            until_somebody_waits(url)
            uow.commit()
        second.result(30)
    return len(world.ask(list_duplicates, ListDuplicates()).items)


@pytest.mark.parametrize("found_before", [False, True])
def test_the_list_is_that_of_the_later_look(world: World, store: Store, migrated_url: str, found_before: bool) -> None:
    if found_before:
        world.do(find_duplicates, FindDuplicates())
    assert two_at_once(world, store, migrated_url) == 1


def test_side_by_side_both_would_be_listed(
    world: World, store: Store, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.do(find_duplicates, FindDuplicates())
    monkeypatch.setattr(duplicates, "_ONE_AT_A_TIME", query(select(literal(1))))
    assert two_at_once(world, store, migrated_url) == 2
