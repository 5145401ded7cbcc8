"""The PostgreSQL adapter keeps every law."""

from collections.abc import Callable

import pytest

from rft_adapters.postgres import Store
from rft_domain.testing import check_adapter
from tests.contract.conftest import Expected
from tests.stores import connections_die


@pytest.mark.timeout(600)
def test_postgres_keeps_every_law(
    postgres: Store, empty: Callable[[], object], migrated_url: str, expected: Expected
) -> None:
    hooks = {"reset": empty, "queue": postgres.outbox_queue, "provoke": connections_die(migrated_url)}
    assert expected.is_shown_by(check_adapter(postgres.unit_of_work, capabilities=expected.capabilities, **hooks))
