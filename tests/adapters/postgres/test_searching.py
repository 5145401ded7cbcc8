"""Looking for words in PostgreSQL: what is stored, by which way it is found, and in how many trips."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from rft_adapters.postgres import Store, customer_reader
from rft_domain.customers.finding import CustomerFilter, CustomerSort
from rft_domain.shared.paging import PageRequest
from rft_domain.testing import LAWS, Outcome, Subject, check_law
from rft_domain.testing.recount import EVERYTHING
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World
from tests.stores import emptying

from .conftest import Sql

_TEXTS = """
    SELECT 'customer', id::text, searched, (SELECT array_agg(g ORDER BY g) FROM unnest(grams) g)
    FROM customers.customers
    UNION ALL SELECT 'user', id::text, searched, NULL FROM identity.users
    UNION ALL SELECT 'booking', id::text, searched, NULL FROM bookings.bookings ORDER BY 1, 2"""


def test_what_sql_wrote_is_filled_as_the_program_writes_it(world: World, store: Store, sql: Sql) -> None:
    session = a_session(world)
    for number in range(3):
        a_booking(world, session.id, f"Ana{number}@Example.org", seats=number + 1, company="Müller & Söhne")
    written = sql(_TEXTS)
    sql("UPDATE customers.customers SET searched = NULL, grams = NULL")
    sql("UPDATE identity.users SET searched = NULL")
    sql("UPDATE bookings.bookings SET searched = NULL")
    assert [store.fill_search(2), store.fill_search(2), store.fill_search(2)] == [6, 3, 0]
    assert sql(_TEXTS) == written
    assert all(text for _, _, text, _ in written)


Page = Callable[..., list[Any]]


@pytest.fixture
def page(world: World, store: Store) -> Page:
    session = a_session(world, 200)
    for number in range(30):
        a_booking(world, session.id, f"person{number}@example.org", company="Silva Ltd" if number % 10 == 0 else None)

    def read(search: str | None, sort: CustomerSort, limit: int, **more: Any) -> list[Any]:
        with store.unit_of_work() as uow:
            request = PageRequest(limit=limit, **more)
            found = uow.customer_reader.page(CustomerFilter(search=search), sort, request, visible=EVERYTHING)
            return [uow.round_trips, len(found.items), [one.email.typed for one in found.items]]

    return read


WAYS = {
    "the start of the order": {"PROBE": 1000},
    "further along the order": {"PROBE": 15, "PROMISING": 1, "FAR": 1000},
    "few by their grams": {"PROBE": 1, "FAR": 1, "FEW": 1000},
    "many by their grams": {"PROBE": 1, "FAR": 1, "FEW": 0, "REACH": 1000},
    "many too far on": {"PROBE": 1, "FAR": 1, "FEW": 0, "REACH": 2},
}


@contextmanager
def going(way: Mapping[str, int]) -> Iterator[None]:
    limits: dict[str, Any] = {**way, "PROBE": dict.fromkeys((True, False), way["PROBE"])}
    with patch.multiple(customer_reader, **limits):
        yield


@pytest.mark.parametrize("sort", CustomerSort)
def test_every_way_finds_the_same(page: Page, sort: CustomerSort) -> None:
    answers = {}
    for name, way in WAYS.items():
        with going(way):
            answers[name] = [page(word, sort, 3)[1:] for word in ("ltd", "person", "person1", "xyz")]
    assert len({str(answer) for answer in answers.values()}) == 1, answers
    assert [found for found, _ in answers["few by their grams"]] == [3, 3, 3, 0]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_lists_are_as_asked_by_every_way(store: Store, migrated_url: str, way: Mapping[str, int]) -> None:
    """With filters, cursors and totals, against the law's own count."""
    [law] = [law for law in LAWS if law.id == "S71"]
    with emptying(migrated_url) as empty, going(way):
        row = check_law(law, Subject(open_unit_of_work=store.unit_of_work, reset=empty), 40, shrink=False)
    assert row.outcome is Outcome.KEPT, row.detail


def test_a_page_is_one_trip_and_two_more_where_words_are_rare(page: Page) -> None:
    assert page(None, CustomerSort.NAME, 3)[0] == 1
    assert page("pe", CustomerSort.NAME, 3)[0] == 1
    assert page("person", CustomerSort.TOTAL_SPENT, 3)[0] == 1
    assert page("ltd", CustomerSort.NAME, 9)[0] == 2
    assert page("xyz", CustomerSort.TOTAL_SPENT_DOWN, 3)[0] == 2
    assert page("person", CustomerSort.TOTAL_SPENT, 50)[0] == 3
    assert page("person", CustomerSort.TOTAL_SPENT, 3, count=True)[0] == 2


def test_signs_that_mean_something_to_a_database_are_signs(page: Page) -> None:
    for typed in ("%", "_", "\\", "per%on", "'", "''); --"):
        assert page(typed, CustomerSort.NAME, 50)[1] == 0, typed


@pytest.mark.parametrize("sort", CustomerSort)
def test_who_became_part_of_another_is_not_found_by_any_way(page: Page, sql: Sql, sort: CustomerSort) -> None:
    sql(
        "UPDATE customers.customers SET merged_into = (SELECT id FROM customers.customers WHERE email ~ '^person0@')"
        " WHERE email ~ '^person1[0-9]@'"
    )
    for name, way in WAYS.items():
        for limit in (3, 50):
            with going(way):
                assert page("person1", sort, limit)[2] == ["person1@example.org"], name
    assert len(page("person", sort, 50)[2]) == len(page(None, sort, 50)[2]) == 20
