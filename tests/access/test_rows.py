"""What a list filters out of the rows of a store is what the policy written by hand denies."""

from collections.abc import Iterator
from itertools import product
from unittest.mock import patch

import pytest
from sqlalchemy import true

from rft_adapters.postgres import booking_reader
from rft_domain.access.actor import Actor
from rft_domain.access.policy import Action
from rft_domain.access.visibility import visibility
from rft_domain.bookings.queries import BookingFilter
from rft_domain.shared.ids import BookingId
from rft_domain.shared.paging import PageRequest
from tests.access.cells import Names, every_actor
from tests.access.oracle import subset
from tests.access.stage import Stage

Shown = dict[tuple[Actor, Action], set[BookingId]]


def shown(stage: Stage) -> Shown:
    """What the store's own filter lets through for every actor and action."""

    def ids(actor: Actor, action: Action) -> set[BookingId]:
        visible = visibility(actor, action)
        with stage.world.open() as uow:
            page = uow.booking_reader.page(BookingFilter(), PageRequest(count=True), visible=visible)
        assert page.total == len(page.items)
        return {booking.id for booking in page.items}

    return {(actor, action): ids(actor, action) for actor, action in questions(stage.names)}


def questions(names: Names) -> list[tuple[Actor, Action]]:
    return list(product(every_actor(names), Action))


def expected(stage: Stage) -> Shown:
    subjects = {booking.id: subject for booking, subject in stage.bookings}
    return {
        (actor, action): {id for id, may in zip(subjects, subset(actor, action, subjects.values()), strict=True) if may}
        for actor, action in questions(stage.names)
    }


def test_every_cell_is_the_same_on_rows(stage: Stage) -> None:
    found = shown(stage)
    assert {len(ids) for ids in found.values()} == {0, 1, 4, 6, 12}
    assert found == expected(stage)


@pytest.fixture
def no_statement_kept() -> Iterator[None]:
    kept = (booking_reader._page, booking_reader._one)
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()


@pytest.mark.usefixtures("no_statement_kept")
@pytest.mark.parametrize("name", booking_reader._SHOWN)
@pytest.mark.parametrize("emptied", ["postgres"], indirect=True)
def test_a_planted_filter_that_forgets_an_id_is_found(stage: Stage, name: str) -> None:
    with patch.dict(booking_reader._SHOWN, {name: true()}):
        assert shown(stage) != expected(stage)
