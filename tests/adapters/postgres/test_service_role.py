"""The role that runs the service, whatever it becomes: it cannot change the past."""

import psycopg
import pytest

from rft_adapters.postgres import Store
from rft_adapters.postgres.roles import HOUSE, TAKEN
from rft_domain.activity.checkpoints import checkpoint_of
from rft_domain.activity.seals import Keys
from rft_domain.activity.trail import every_sealed, seal_next
from rft_domain.activity.verify import Verdict, verify
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World
from tests.stores import as_app

from .conftest import Sql

KEYS = Keys({"key-1": b"1" * 32})


@pytest.fixture
def service_url(migrated_url: str) -> str:
    return as_app(migrated_url)


def test_the_service_works_and_seals(world: World, store: Store) -> None:
    session = a_session(world)
    booking = a_booking(world, session.id)
    world.do(cancel_booking, CancelBooking(booking_id=booking.id))
    world.do(change_session, ChangeSession(session_id=session.id, terms=session.terms, capacity=5))
    assert store.is_ready()
    assert seal_next(store.audit_trail, KEYS, since=None, limit=9) == 5
    head = store.audit_trail.head()
    assert head is not None
    checkpoint = checkpoint_of(head, world.clock.now, KEYS)
    assert verify(every_sealed(store.audit_trail), [checkpoint], KEYS) == Verdict(rows=5)


@pytest.mark.parametrize("table", ["activity.audit", "activity.seals", "activity.entries"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} ADD x int"]
)
def test_the_service_cannot_change_the_past(service_url: str, world: World, table: str, statement: str) -> None:
    a_session(world)
    for role in ("none", *TAKEN):
        with psycopg.connect(service_url) as connection:
            connection.execute(f"SET ROLE {role}".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format(table).replace("SET id = id", _itself(table)).encode())


def _itself(table: str) -> str:
    return "SET row_id = row_id" if table == "activity.seals" else "SET id = id"


def test_a_role_that_may_update_is_noticed(service_url: str, world: World, sql: Sql) -> None:
    """The fault planted: with one grant more, the past can be changed."""
    a_session(world)
    sql(f"GRANT UPDATE ON activity.audit TO {HOUSE}")
    try:
        with psycopg.connect(service_url) as connection:
            connection.execute(f"SET ROLE {HOUSE}".encode())
            assert connection.execute("UPDATE activity.audit SET code = 'x'").rowcount == 2
            connection.rollback()
    finally:
        sql(f"REVOKE UPDATE ON activity.audit FROM {HOUSE}")
