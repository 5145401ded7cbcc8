"""What a report must say of an adapter here, and the PostgreSQL store to report on."""

from collections.abc import Callable, Iterator

import pytest

from rft_adapters.postgres import Store
from rft_domain.testing import LAWS, Outcome, Report
from tests.stores import emptying, postgres_store

EXAMPLES = 100


def assert_all_kept(report: Report) -> None:
    """The report's table: every law, kept, a hundred examples each."""
    report.raise_if_broken()
    assert [(row.law, row.outcome) for row in report.rows] == [(law.id, Outcome.KEPT) for law in LAWS]
    assert [row for row in report.rows if row.examples < EXAMPLES] == []


@pytest.fixture(scope="module")
def postgres(migrated_url: str) -> Iterator[Store]:
    with postgres_store(migrated_url) as store:
        yield store


@pytest.fixture(scope="module")
def empty(migrated_url: str) -> Iterator[Callable[[], object]]:
    with emptying(migrated_url) as empty:
        yield empty
