"""Reaching the server: addresses, settings, health, and what is forgotten in time."""

from datetime import timedelta
from typing import Any

import pytest

from rft_adapters.postgres import Store, StoreSettings, open_store
from rft_adapters.postgres.roles import HOUSE
from rft_adapters.postgres.server import connection_pool, conninfo
from rft_adapters.system import SystemEntropy
from rft_domain.shared.receipts import Receipt
from rft_domain.testing.world import World


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_an_address_may_name_its_driver(migrated_url: str, scheme: str) -> None:
    url = migrated_url.replace("postgresql", scheme, 1)
    with open_store(url, entropy=SystemEntropy()) as store:
        assert store.schema_is_current()


def test_an_address_may_name_several_hosts_and_options() -> None:
    said = conninfo("postgresql+psycopg://u:p@one:5433,two/rft?target_session_attrs=read-write&sslmode=require")
    for part in ("host=one,two", "port=5433,", "target_session_attrs=read-write", "sslmode=require", "dbname=rft"):
        assert part in said


def _shown(store: Store, name: str) -> Any:
    with store._house.connection() as connection:
        row = connection.execute(f"SHOW {name}".encode()).fetchone()
    assert row is not None
    return row[0]


def test_every_connection_has_its_limits(migrated_url: str) -> None:
    with open_store(migrated_url, entropy=SystemEntropy()) as store:
        assert _shown(store, "lock_timeout") == "3s"
        assert _shown(store, "statement_timeout") == "5s"
        assert _shown(store, "idle_in_transaction_session_timeout") == "10s"
        assert _shown(store, "timezone") == "UTC"


def test_limits_can_be_chosen_and_the_address_has_the_last_word(migrated_url: str) -> None:
    limits = StoreSettings(lock_timeout=0.25, statement_timeout=1)
    url = f"{migrated_url}&options=-c%20statement_timeout%3D7s"
    with open_store(url, limits, entropy=SystemEntropy()) as store:
        assert (_shown(store, "lock_timeout"), _shown(store, "statement_timeout")) == ("250ms", "7s")


def test_the_pool_is_as_large_and_as_patient_as_product_md_says() -> None:
    pool = connection_pool("postgresql:///x", StoreSettings(), HOUSE)
    assert (pool.max_size, pool.timeout, pool.max_idle) == (20, 10, 30)
    few = StoreSettings(pool_size=1, connection_timeout=2, idle_timeout=3)
    chosen = connection_pool("postgresql:///x", few, HOUSE)
    assert (chosen.max_size, chosen.min_size, chosen.timeout, chosen.max_idle) == (1, 1, 2, 3)


def test_without_prepared_statements_all_works_the_same(migrated_url: str) -> None:
    with open_store(migrated_url, StoreSettings(prepare_threshold=None), entropy=SystemEntropy()) as store:
        for _ in range(10):
            store.ping()
        with store._house.connection() as connection:
            assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)


def test_receipts_are_forgotten_once_they_are_old(world: World, store: Store) -> None:
    old = world.clock.now
    with store.unit_of_work() as uow:
        for days in (0, 8):
            at = old + timedelta(days=days)
            uow.receipts.add(Receipt(scope="s", key=f"key-number-{days:05}", fingerprint="f", body="{}", created_at=at))
        uow.commit()
    assert store.forget_receipts(old + timedelta(days=1)) == 1
    with store.unit_of_work() as uow:
        assert uow.receipts.find("s", "key-number-00000") is None
        assert uow.receipts.find("s", "key-number-00008") is not None
