"""Figures and insights of imported history, linked at once or later: the three answers are one (product.md B4, B14)."""

import pytest

from rft_domain.insights.history import Span, insights_of
from rft_domain.testing.laws.insights import booked, history_of, known_customers
from rft_domain.testing.recount import EVERYTHING
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import dirty, imported, many
from tests.app.legacy.test_backfill import backfilled
from tests.stores import postgres_store


@pytest.mark.parametrize("linked", [True, False], ids=["linked at once", "linked by the backfill"])
def test_what_was_imported_is_counted_alike(url: str, sql: Sql, linked: bool) -> None:
    imported(url, dirty() if linked else many(60), linking=linked)
    if not linked:
        backfilled(url)
    with postgres_store(url) as store, store.unit_of_work() as uow:
        history = booked(uow)
        folded = {id: history_of(uow, id) for id in known_customers(uow)}
        assert folded != {}
        assert {id: uow.customers.get(id).figures for id in folded} == folded
        assert uow.recount.counted(list(folded)) == folded
        assert uow.recount.examine(None, 10_000).drifts == ()
        assert uow.insight_reader.overall(Span(), top=50, visible=EVERYTHING) == insights_of(history, top=50)
    sql("UPDATE customers.figures SET last_activity_at = last_activity_at + interval '1 second'")
    with postgres_store(url) as store, store.unit_of_work() as uow:
        assert len(uow.recount.examine(None, 10_000).drifts) >= len(folded)
