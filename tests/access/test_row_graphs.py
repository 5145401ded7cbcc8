"""Whatever belongs to whom, the database alone shows what a walk from booking to booking finds."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rft_domain.testing.world import World
from tests.access.graphs import a_graph
from tests.access.rows import Bare, connected, seen
from tests.stores import as_app

pytestmark = pytest.mark.parametrize("emptied", ["postgres"], indirect=True)


def every_row_is_what_a_walk_finds(world: World, app: Bare, data: st.DataObject) -> None:
    graph = a_graph(world, data)
    for actor in graph.actors():
        assert seen(app, actor, "bookings.bookings") == graph.owned(actor)


@pytest.fixture(scope="module")
def app(migrated_url: str) -> Iterator[Bare]:
    with connected(as_app(migrated_url)) as connection:
        yield connection


@pytest.fixture(scope="module")
def owner(migrated_url: str) -> Iterator[Bare]:
    with connected(migrated_url) as connection:
        yield connection


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_belongs_to_whom_rows_are_what_a_walk_finds(
    new: Callable[[], World], app: Bare, data: st.DataObject
) -> None:
    every_row_is_what_a_walk_finds(new(), app, data)


@pytest.mark.parametrize("role", ["rft_customer", "rft_organiser", "rft_instructor"])
def test_a_planted_policy_that_is_too_wide_is_found(
    new: Callable[[], World], owner: Bare, app: Bare, role: str
) -> None:
    [[kept]] = owner.execute(
        b"SELECT qual FROM pg_policies WHERE tablename = 'bookings' AND policyname = $1", [f"{role}_select"]
    ).fetchall()

    @settings(max_examples=40, phases=[Phase.generate], derandomize=True)
    @given(data=st.data())
    def promise(data: st.DataObject) -> None:
        every_row_is_what_a_walk_finds(new(), app, data)

    alter = f"ALTER POLICY {role}_select ON bookings.bookings USING"
    owner.execute(f"{alter} (true)".encode())
    try:
        with pytest.raises(AssertionError):
            promise()
    finally:
        owner.execute(f"{alter} ({kept})".encode())
