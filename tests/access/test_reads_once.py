"""Within one request nothing is read twice: what a query has read, the next part of it is given (product.md J6)."""

from collections.abc import Callable, Mapping
from unittest.mock import patch

import pytest

from rft_adapters.postgres.customers import _BY_ID
from rft_adapters.postgres.link import Link
from rft_adapters.postgres.query import Query
from rft_app import people
from rft_app.http.endpoint import Endpoint
from rft_app.http.table import ENDPOINTS
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.customers.queries import SeeCustomer, see_customer
from tests.access.cells import every_actor
from tests.access.stage import Stage

pytestmark = pytest.mark.parametrize("emptied", ["postgres"], indirect=True)

# written section by section, each with queries of its own
_EXPORTS = {"export_customer", "export_own_data"}
READING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET" and endpoint.name not in _EXPORTS]
Read = tuple[bytes, str]


def reads(call: Callable[[], object]) -> list[Read]:
    """Every query that reached the database, with its values."""
    sent: list[Read] = []
    rows = Link.rows

    def noting(link: Link, query: Query, named: Mapping[str, object]) -> object:
        sent.append((query.sql, repr(query.values(named))))
        return rows(link, query, named)

    with patch.object(Link, "rows", noting):
        call()
    return sent


def twice(sent: list[Read]) -> list[str]:
    return [f"{sql.decode()} {values}" for sql, values in sent if sent.count((sql, values)) > 1]


def path(stage: Stage, endpoint: Endpoint) -> str:
    booking = stage.bookings[0][0]
    names = stage.names
    ids = {
        "session_id": booking.session_id,
        "course_id": stage.course_id,
        "booking_id": booking.id,
        "user_id": booking.booked_by,
        "customer_id": names.mine,
        "attendee_id": booking.attendees[0].id,
    }
    return endpoint.path.format(**dict.fromkeys(endpoint.path_names, booking.id) | ids)


@pytest.mark.parametrize("endpoint", READING, ids=lambda endpoint: endpoint.name)
def test_a_request_reads_nothing_twice(stage: Stage, endpoint: Endpoint) -> None:
    for actor in every_actor(stage.names):
        sent = reads(lambda actor=actor: stage.api.ask(actor, "GET", path(stage, endpoint)))  # type: ignore[misc]  # mypy infers no default of a lambda
        assert twice(sent) == [], actor


def member(stage: Stage) -> Actor:
    return Actor(kind=ActorKind.CUSTOMER, customer_id=stage.names.mine)


def test_a_person_and_their_customer_are_one_query_each(stage: Stage) -> None:
    [endpoint] = [endpoint for endpoint in READING if endpoint.name == "get_user"]
    sent = reads(lambda: stage.api.ask(ADMIN, "GET", path(stage, endpoint)))
    assert [sql for sql, _ in sent].count(_BY_ID.sql) == 1


def test_ones_own_profile_is_one_query(stage: Stage) -> None:
    """That of the log-in comes before."""
    [endpoint] = [endpoint for endpoint in READING if endpoint.name == "get_profile"]
    assert len(reads(lambda: stage.api.ask(member(stage), "GET", path(stage, endpoint)))) == 1


def test_one_unit_of_work_reads_a_customer_once(stage: Stage) -> None:
    def three_times() -> None:
        with stage.world.open() as uow:
            for _ in range(3):
                query = SeeCustomer(customer_id=stage.names.mine)
                see_customer(query, actor=ADMIN, now=stage.world.clock.now, uow=uow)

    assert len(reads(three_times)) == 1


def test_a_query_that_reads_in_two_units_of_work_is_noticed(stage: Stage) -> None:
    def careless() -> None:
        for _ in range(2):
            with stage.world.open() as uow:
                query = people.SeePerson(user_id=stage.admin_id)
                people.see_person(query, actor=ADMIN, now=stage.world.clock.now, uow=uow)

    assert twice(reads(careless)) != []
