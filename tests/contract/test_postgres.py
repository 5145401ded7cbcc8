"""The PostgreSQL adapter keeps every law."""

from collections.abc import Callable

import pytest

from rft_adapters.postgres import Store
from rft_domain.testing import Capability, check_adapter
from tests.contract.conftest import assert_all_kept
from tests.stores import connections_die, dumping


@pytest.mark.timeout(600)
def test_postgres_keeps_every_law(postgres: Store, empty: Callable[[], object], migrated_url: str) -> None:
    with dumping(migrated_url) as dump:
        report = check_adapter(
            postgres.unit_of_work,
            reset=empty,
            capabilities=Capability,
            queue=postgres.outbox_queue,
            provoke=connections_die(migrated_url),
            dump=dump,
        )
    assert_all_kept(report)
