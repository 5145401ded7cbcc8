"""The role of docs/how-to/run-on-your-postgresql.md: it runs the service, and cannot change the past."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.postgres import Store, open_store
from rft_adapters.system import SystemEntropy
from rft_domain.activity.checkpoints import checkpoint_of
from rft_domain.activity.seals import Keys
from rft_domain.activity.trail import every_sealed, seal_next
from rft_domain.activity.verify import Verdict, verify
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World, new_world

from .conftest import Sql

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "run-on-your-postgresql.md"
KEYS = Keys({"key-1": b"1" * 32})


@pytest.fixture
def role_url(migrated_url: str, sql: Sql) -> Iterator[str]:
    """As the page says it, under a name of its own: roles belong to the whole server."""
    role = f"service_{uuid4().hex}"
    found = re.search(r"```sql\n(.*?)```", PAGE.read_text(), re.S)
    assert found is not None
    sql(found[1].replace("rft_service", role))
    yield migrated_url.replace("postgres@", f"{role}@", 1)
    sql(f"DROP OWNED BY {role}")
    sql(f"DROP ROLE {role}")


@pytest.fixture
def service(role_url: str, store: Store) -> Iterator[Store]:
    """An empty store, opened by the service."""
    with open_store(role_url, entropy=SystemEntropy()) as opened:
        yield opened


@pytest.fixture
def world(service: Store) -> World:
    return new_world(Subject(open_unit_of_work=service.unit_of_work, reset=lambda: None), seed=1)


def test_the_service_works_and_seals(world: World, service: Store) -> None:
    session = a_session(world)
    booking = a_booking(world, session.id)
    world.do(cancel_booking, CancelBooking(booking_id=booking.id))
    world.do(change_session, ChangeSession(session_id=session.id, terms=session.terms, capacity=5))
    assert service.is_ready()
    assert seal_next(service.audit_trail, KEYS, since=None, limit=9) == 5
    head = service.audit_trail.head()
    assert head is not None
    checkpoint = checkpoint_of(head, world.clock.now, KEYS)
    assert verify(every_sealed(service.audit_trail), [checkpoint], KEYS) == Verdict(rows=5)


@pytest.mark.parametrize("table", ["activity.audit", "activity.seals", "activity.entries"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} ADD x int"]
)
def test_the_service_cannot_change_the_past(role_url: str, world: World, table: str, statement: str) -> None:
    a_session(world)
    with psycopg.connect(role_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format(table).replace("SET id = id", _itself(table)).encode())


def _itself(table: str) -> str:
    return "SET row_id = row_id" if table == "activity.seals" else "SET id = id"


def test_a_role_that_may_update_is_noticed(role_url: str, world: World, sql: Sql) -> None:
    """The fault planted: with one grant more, the past can be changed."""
    a_session(world)
    role = role_url.split("//")[1].split("@")[0]
    sql(f"GRANT UPDATE ON activity.audit TO {role}")
    with psycopg.connect(role_url) as connection:
        assert connection.execute("UPDATE activity.audit SET code = 'x'").rowcount == 2
        connection.rollback()
