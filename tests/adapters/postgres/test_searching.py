"""Looking for words in PostgreSQL: what is stored, by which way it is found, and in how many trips."""

from collections.abc import Callable
from typing import Any

import pytest

from rft_adapters.postgres import Store, customer_reader
from rft_domain.customers.finding import CustomerFilter, CustomerSort
from rft_domain.shared.paging import PageRequest
from rft_domain.testing.recount import EVERYTHING
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World

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


@pytest.mark.parametrize("sort", CustomerSort)
def test_every_way_finds_the_same(page: Page, sort: CustomerSort, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the start of the sort order, further along it, or by the index of grams."""
    answers = []
    for probe, far in ((1000, 1000), (15, 1000), (1, 1)):
        monkeypatch.setattr(customer_reader, "PROBE", {True: probe, False: probe})
        monkeypatch.setattr(customer_reader, "FAR", far)
        monkeypatch.setattr(customer_reader, "PROMISING", 1)
        answers.append([page(word, sort, 3)[1:] for word in ("ltd", "person", "person1", "xyz")])
    assert answers[0] == answers[1] == answers[2]
    assert [found for found, _ in answers[0]] == [3, 3, 3, 0]


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
