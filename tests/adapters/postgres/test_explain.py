"""The report on indexes tells a used one from one that is not, and nothing of anybody."""

from typing import Any

import psycopg
import pytest

from rft_adapters.postgres.explain import ExplainTooOld, Report, Verdict, explain
from rft_adapters.postgres.index_uses import USES, IndexUse
from tests.stores import as_app

_COMPANY = IndexUse("ix_customers_company", "of a company", "SELECT id FROM customers.customers WHERE company = $1")
_CUSTOMERS = b"""
    INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status, first_name, last_name,
        country, company, customer_type, version)
    SELECT gen_random_uuid(), n || '@example.org', n || '@example.org', now(), now(), 'active', 'Ana', 'Silva', 'GB',
        'Silva ' || n, 'individual', 1 FROM generate_series(1, 6000) n"""


@pytest.fixture
def planted(admin: "psycopg.Connection[Any]") -> "psycopg.Connection[Any]":
    admin.execute(b"TRUNCATE customers.customers CASCADE")
    admin.execute(_CUSTOMERS)
    admin.execute(b"ANALYZE customers.customers")
    return admin


def verdict(url: str, use: IndexUse = _COMPANY) -> Verdict:
    [plan] = explain(as_app(url), [use]).plans
    return plan.verdict


def test_an_index_is_used_once_there_are_rows_enough(planted: "psycopg.Connection[Any]", migrated_url: str) -> None:
    assert verdict(migrated_url) is Verdict.USED
    planted.execute(b"TRUNCATE customers.customers CASCADE")
    planted.execute(_CUSTOMERS.replace(b"6000", b"3"))
    planted.execute(b"VACUUM ANALYZE customers.customers")
    assert verdict(migrated_url) is Verdict.FEW_ROWS


def test_an_index_that_is_not_the_one_is_told(planted: "psycopg.Connection[Any]", migrated_url: str) -> None:
    other = IndexUse(
        "ix_customers_company", "by address", "SELECT id FROM customers.customers WHERE email_identity = $1"
    )
    assert verdict(migrated_url, other) is Verdict.ANOTHER
    none = IndexUse("ix_customers_company", "by city", "SELECT city FROM customers.customers WHERE city = $1")
    assert verdict(migrated_url, none) is Verdict.NOT_USED
    gone = IndexUse("ix_customers_shoe_size", "by shoe size", _COMPANY.text)
    assert verdict(migrated_url, gone) is Verdict.MISSING


def test_without_its_index_a_query_is_told_of(planted: "psycopg.Connection[Any]", migrated_url: str) -> None:
    planted.execute(b"ALTER INDEX customers.ix_customers_company RENAME TO ix_customers_other")
    try:
        assert verdict(migrated_url) is Verdict.MISSING
    finally:
        planted.execute(b"ALTER INDEX customers.ix_customers_other RENAME TO ix_customers_company")


def test_what_was_never_used_is_told_until_it_is(planted: "psycopg.Connection[Any]", migrated_url: str) -> None:
    def never() -> set[str]:
        return {index.name for index in explain(as_app(migrated_url), []).never_used}

    planted.execute(b"SELECT pg_stat_reset()")
    assert "ix_customers_company" in never()
    planted.execute(b"SET enable_seqscan = off")
    planted.execute(b"SELECT id FROM customers.customers WHERE company = 'Silva 7'").fetchall()
    planted.execute(b"RESET enable_seqscan")
    planted.execute(b"SELECT pg_stat_force_next_flush()")
    assert "ix_customers_company" not in never()


def test_every_query_has_a_plan_and_none_of_them_a_value_of_a_row(
    planted: "psycopg.Connection[Any]", migrated_url: str
) -> None:
    report: Report = explain(as_app(migrated_url))
    assert [plan.what for plan in report.plans] == [use.what for use in USES]
    assert {plan.verdict for plan in report.plans} <= {Verdict.USED, Verdict.FEW_ROWS, Verdict.ANOTHER}
    assert not any(word in repr(report).lower() for word in ("silva", "@example"))


def test_a_query_may_serve_any_number_of_indexes(migrated_url: str) -> None:
    """Its text comes again and again, and is not prepared for values that there are none of."""
    assert len(explain(as_app(migrated_url), [_COMPANY] * 12).plans) == 12


def test_an_older_server_is_told(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 150_004)
    with pytest.raises(ExplainTooOld):
        explain(as_app(migrated_url))
