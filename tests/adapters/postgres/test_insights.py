"""The SQL answer is held against the definition: a mistake in either is found by the law, on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta

import pytest
from attrs import evolve

from rft_adapters.postgres import Store, insight_reader
from rft_adapters.postgres import recount as store_recount
from rft_domain.insights import figures, history
from rft_domain.testing import LAWS, Outcome, Row, Subject, check_law
from rft_domain.testing.recount import EVERYTHING
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World

_BY_ID = {law.id: law for law in LAWS}


@pytest.fixture
def no_statement_kept() -> Iterator[None]:
    insight_reader.insights_query.cache_clear()
    yield
    insight_reader.insights_query.cache_clear()


def tried(law: str, store: Store, empty: Callable[[], object]) -> Row:
    return check_law(_BY_ID[law], Subject(open_unit_of_work=store.unit_of_work, reset=empty), 150, shrink=False)


@pytest.mark.parametrize("law", ["S73", "S74", "S75"])
def test_three_answers_are_one(law: str, store: Store, empty: Callable[[], object]) -> None:
    assert tried(law, store, empty).outcome is Outcome.KEPT


@pytest.mark.usefixtures("no_statement_kept")
@pytest.mark.parametrize(("name", "planted"), [("_ZONE", "UTC"), ("STANDS", insight_reader.STANDS | True)])
def test_a_mistake_in_the_sql_is_found(
    name: str, planted: object, store: Store, empty: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insight_reader, name, planted)
    assert tried("S74", store, empty).outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("module", "name", "planted"), [(history, "LONDON", UTC), (history, "_waited", lambda made: timedelta())]
)
def test_a_mistake_in_the_definition_of_insights_is_found(
    module: object,
    name: str,
    planted: object,
    store: Store,
    empty: Callable[[], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, name, planted)
    assert tried("S74", store, empty).outcome is Outcome.BROKEN


def test_a_mistake_in_the_definition_of_figures_is_found(
    store: Store, empty: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "ACTIVE", ("booking_made",))
    assert tried("S73", store, empty).outcome is Outcome.BROKEN


def test_a_mistake_in_the_count_of_the_store_is_found(
    store: Store, empty: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = store_recount._COUNT.sql.replace(b"min(bookings", b"max(bookings")
    monkeypatch.setattr(store_recount, "_COUNT", evolve(store_recount._COUNT, sql=wrong))
    assert tried("S73", store, empty).outcome is Outcome.BROKEN


@pytest.mark.parametrize("bookings", [1, 3])
def test_insights_are_one_trip_however_much_there_is(world: World, store: Store, bookings: int) -> None:
    session = a_session(world)
    for _ in range(bookings):
        booking = a_booking(world, session.id)
    assert booking.customer_id is not None
    with store.unit_of_work() as uow:
        found = uow.insight_reader.of_customer(booking.customer_id, top=5, visible=EVERYTHING)
        assert (found.bookings, uow.round_trips) == (bookings, 1)
        assert uow.insight_reader.overall(history.Span(), top=5, visible=EVERYTHING) == found
        assert uow.round_trips == 2
