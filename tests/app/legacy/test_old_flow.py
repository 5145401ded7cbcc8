"""What the old flow took while ``user_centric_bookings`` was off is linked by the backfill (product.md D8, P7)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import evolve
from falcon.testing import TestClient

from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.legacy import backfill_customers
from rft_app.http.app import create_wsgi
from rft_domain.shared.ids import CustomerId
from rft_domain.testing.recount import every_booking, figures_wrong
from tests.app.legacy.export_files import Replayed
from tests.app.office import Office
from tests.stores import postgres_store

NAMES = ("ana@example.org", "ben@example.org", "cleo@example.org")
Book = Callable[[str, bool], str | None]


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    with postgres_store(url) as store:
        yield Office(store)


@pytest.fixture
def book(office: Office) -> Book:
    """Books through the old flow, with linking on or off; gives the ``userId`` of the answer."""
    session_id = office.booking("zoe@example.org").session_id

    def booked(name: str, linking: bool) -> str | None:
        client = TestClient(create_wsgi(evolve(office.application, user_centric_bookings=linking)))
        who = {"firstName": name, "lastName": "Silva", "email": f"{name}@Example.org"}
        body = {"sessionId": str(session_id), "contactDetails": who, "participants": [who]}
        answer = client.simulate_post("/api/bookings", json=body)
        assert answer.status_code == 201
        user_id: str | None = answer.json["userId"]
        return user_id

    return booked


def backfilled(office: Office, url: str) -> dict[str, Any]:
    return dict(backfill_customers(url, now=office.clock(), entropy=Replayed(), dry_run=False))


def linked(office: Office) -> list[tuple[str, CustomerId | None, str | None]]:
    """Of each booking whose it is, and which customer and user it is linked to."""
    with office.store.unit_of_work() as uow:
        found = every_booking(uow)
    return [(each.contact.email.identity, each.customer_id, str(each.booked_by or "")) for each in found]


def test_on_then_off_then_on_then_backfilled(office: Office, url: str, book: Book) -> None:
    ana = book("Ana", True)
    assert [book("ana", False), book("Ben", False), book("Cleo", False)] == [None, None, None]
    ben = book("Ben", True)
    assert sum(customer_id is None for _, customer_id, _ in linked(office)) == 3
    assert backfilled(office, url) == {
        "batch": "backfill", "linked": 3, "not_linked": 0, "customers_made": 1, "customers_found": 2, "users_made": 1,
    }  # fmt: skip
    by_name = {name: {(customer, user) for email, customer, user in linked(office) if email == name} for name in NAMES}
    assert {name: len(customers) for name, customers in by_name.items()} == dict.fromkeys(NAMES, 1)
    assert [user for name in NAMES[:2] for _, user in by_name[name]] == [ana, ben]
    with office.store.unit_of_work() as uow:
        assert figures_wrong(uow) == []
    assert (examine(url).seats_wrong, examine(url).figures_wrong) == (0, 0)


def test_what_was_linked_opens_no_history_to_who_has_not_proven_the_address(
    office: Office, url: str, book: Book
) -> None:
    """Product.md A5: the backfill makes users as a booking does."""
    book("Ana", False)
    backfilled(office, url)
    assert office.known("ana@example.org").email_verified is False
    assert book("Ana", True) == str(office.known("ana@example.org").id)
