"""What every adapter here claims: everything; and what a report must say: every law kept, a hundred times."""

from collections.abc import Callable, Iterator

import pytest
from attrs import frozen

from rft_adapters.postgres import Store
from rft_domain.testing import LAWS, Capability, Outcome, Report
from tests.stores import emptying, postgres_store

EXAMPLES = 100


@frozen
class Expected:
    """Capabilities to claim, and the table that the report must be."""

    capabilities: frozenset[Capability] = frozenset(Capability)

    def is_shown_by(self, report: Report) -> bool:
        report.raise_if_broken()
        table = [(row.law, row.outcome) for row in report.rows]
        too_few = [row for row in report.rows if row.examples < EXAMPLES]
        return table == [(law.id, Outcome.KEPT) for law in LAWS] and too_few == []


@pytest.fixture
def expected() -> Expected:
    return Expected()


@pytest.fixture(scope="module")
def postgres(migrated_url: str) -> Iterator[Store]:
    with postgres_store(migrated_url) as store:
        yield store


@pytest.fixture(scope="module")
def empty(migrated_url: str) -> Iterator[Callable[[], object]]:
    with emptying(migrated_url) as empty:
        yield empty
