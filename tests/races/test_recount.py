"""A recount while people book: nothing that was booked is lost, and without its guard it would be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from rft_adapters.postgres import Store, recount
from rft_adapters.postgres.link import Link
from rft_domain.access.actor import ADMIN, ANONYMOUS
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.customers.figures import FiguresChange
from rft_domain.insights.recount import RecountFigures, recount_figures
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money
from rft_domain.testing import Subject, together
from rft_domain.testing.recount import figures_wrong
from rft_domain.testing.scenes import a_booking, a_session, wanted
from rft_domain.testing.world import World, new_world
from tests.stores import until_somebody_waits


def drift(world: World, customer_id: CustomerId) -> None:
    with world.open() as uow:
        change = FiguresChange(bookings=3, spent=Money.of(1), active_at=world.clock.now)
        uow.customers.change_figures(customer_id, change)
        uow.commit()


def wrong(world: World) -> list[str]:
    with world.open() as uow:
        return figures_wrong(uow)


def booking_under_way(store: Store, world: World, url: str) -> list[str]:
    """A booking is written and not yet committed when the recount begins; what is wrong in the end."""
    session = a_session(world)
    customer_id = a_booking(world, session.id).customer_id
    assert customer_id is not None
    drift(world, customer_id)
    correct = partial(world.patient.run, recount_figures, RecountFigures(customer_ids=(customer_id,)), actor=ADMIN)
    with ThreadPoolExecutor(1) as pool:
        with store.unit_of_work() as uow:
            world.carry_out(create_booking, wanted(session.id), uow, ANONYMOUS)
            uow._flush()
            done = pool.submit(correct)
            until_somebody_waits(url)
            uow.commit()
        done.result(30)
    return wrong(world)


def test_what_is_under_way_when_the_recount_begins_is_counted(store: Store, world: World, migrated_url: str) -> None:
    assert booking_under_way(store, world, migrated_url) == []


def test_what_is_booked_while_figures_are_held_is_added_to_the_new_ones(
    store: Store, world: World, migrated_url: str
) -> None:
    session = a_session(world)
    customer_id = a_booking(world, session.id).customer_id
    assert customer_id is not None
    drift(world, customer_id)
    with ThreadPoolExecutor(1) as pool:
        with store.unit_of_work() as uow:
            assert uow.recount.correct([customer_id]) == (customer_id,)
            booked = pool.submit(a_booking, world, session.id)
            until_somebody_waits(migrated_url)
            uow.commit()
        booked.result(30)
    assert wrong(world) == []


def test_without_holding_the_figures_still_a_booking_is_lost(
    store: Store, world: World, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Link, "held_rows", lambda link, query, named: [] if query is recount.HOLD else None)
    [line] = booking_under_way(store, world, migrated_url)[:1]
    assert "total_bookings is 1, a recount gives 2" in line


def under_load(subject: Subject) -> None:
    """Figures drift and are recounted again and again, while people book, for one customer and for others."""
    world = new_world(subject, 7)
    session = a_session(world, 200)
    ids = [a_booking(world, session.id, f"p{n}@example.org").customer_id for n in range(3)]
    known = tuple(id for id in ids if id is not None)
    for customer_id in known:
        drift(world, customer_id)
    again = partial(world.patient.run, recount_figures, RecountFigures(customer_ids=known), actor=ADMIN)
    calls: list[Callable[[], object]] = [
        partial(world.patient.run, create_booking, wanted(session.id, f"p{n % 3}@example.org"), actor=ANONYMOUS)
        for n in range(12)
    ]
    calls += [again] * 4
    together(calls)
    assert wrong(world) == []


@pytest.mark.parametrize("kind", ["memory", "postgres"])
def test_under_load_no_booking_is_lost(kind: str, request: pytest.FixtureRequest) -> None:
    for _ in range(5):
        under_load(request.getfixturevalue(kind))
