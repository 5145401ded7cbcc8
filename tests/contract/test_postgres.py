"""The PostgreSQL adapter keeps every law: one test for each, so that they run beside each other."""

from collections.abc import Callable, Iterator

import pytest

from rft_adapters.postgres import Store
from rft_domain.testing import LAWS, Outcome, Subject, check_law
from rft_domain.testing.law import Law
from tests.contract.conftest import EXAMPLES
from tests.stores import connections_die, dumping


@pytest.fixture
def subject(postgres: Store, empty: Callable[[], object], migrated_url: str) -> Iterator[Subject]:
    """With every hook there is: nothing is left unclaimed."""
    with dumping(migrated_url) as dump:
        yield Subject(
            open_unit_of_work=postgres.unit_of_work,
            reset=empty,
            queue=postgres.outbox_queue,
            provoke=connections_die(migrated_url),
            dump=dump,
        )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_postgres_keeps_the_law(law: Law, subject: Subject) -> None:
    row = check_law(law, subject, EXAMPLES)
    assert row.outcome is Outcome.KEPT, row.detail
    assert row.examples >= EXAMPLES
