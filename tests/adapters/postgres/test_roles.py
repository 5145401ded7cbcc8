"""Who owns the schema may be an ordinary role, and the service logs in as another that owns nothing."""

from collections.abc import Iterator

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer, temporary_server
from rft_adapters.postgres import Store, downgrade, open_store, upgrade
from rft_adapters.postgres.diagnosis import LogIn, ask_log_in
from rft_adapters.postgres.roles import APP, RolesMissing, script
from rft_adapters.postgres.schema import NotTheOwner
from rft_adapters.system import SystemEntropy
from rft_domain.access.actor import ADMIN
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import new_world
from tests.adapters.postgres.test_introductions import read

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture
def fresh_server() -> Iterator[EmbeddedServer]:
    """Roles belong to a server: one where none has been made yet."""
    with temporary_server(settings=FAST) as server:
        yield server


def run(server: EmbeddedServer, *statements: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def owner_of(server: EmbeddedServer, name: str, attributes: str) -> str:
    run(server, f"CREATE ROLE {name} LOGIN {attributes}", f"CREATE DATABASE {name} OWNER {name}")
    return server.url(name, name)


def works(store: Store) -> bool:
    """A booking is made, and found by whoever may see it."""
    world = new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=1)
    booking = a_booking(world, a_session(world).id)
    return store.is_ready() and [each.id for each in read(store, ADMIN)] == [booking.id]


def test_from_an_owner_without_rights_to_a_service_that_runs(fresh_server: EmbeddedServer) -> None:
    """One after the other, because a server forgets no role."""
    plain = owner_of(fresh_server, "plain", "")
    with pytest.raises(RolesMissing):
        upgrade(plain)
    makes_roles = owner_of(fresh_server, "makes_roles", "CREATEROLE")
    upgrade(makes_roles)
    assert ask_log_in(makes_roles) == LogIn(
        role="makes_roles", superuser=False, bypasses=False, owner=True, serves=True
    )
    upgrade(plain)  # the roles are there now
    assert ask_log_in(plain).serves is False
    for url in (makes_roles, fresh_server.url("plain", APP)):
        with open_store(url, entropy=SystemEntropy()) as store:
            assert works(store)
    for url in (makes_roles, plain):
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM bookings.bookings").fetchone() == (0,)
    downgrade(makes_roles, "base")
    upgrade(makes_roles)


def test_the_script_makes_what_the_owner_may_not(fresh_server: EmbeddedServer) -> None:
    plain, service = owner_of(fresh_server, "plain", ""), fresh_server.url("plain", APP)
    run(fresh_server, script())
    upgrade(plain)
    assert ask_log_in(service).trouble is None
    with open_store(service, entropy=SystemEntropy()) as store:
        assert works(store)
    with pytest.raises(NotTheOwner):
        upgrade(service)
    run(fresh_server, f"CREATE ROLE another LOGIN NOINHERIT; GRANT {APP} TO another")
    with open_store(fresh_server.url("plain", "another"), entropy=SystemEntropy()) as store:
        assert store.is_ready()


def test_a_role_that_should_not_serve_is_told(fresh_server: EmbeddedServer) -> None:
    upgrade(fresh_server.url())
    found = {}
    for attributes in ("SUPERUSER", "BYPASSRLS", "NOINHERIT"):
        name = attributes.lower()
        run(fresh_server, f"CREATE ROLE {name} LOGIN {attributes}; GRANT {APP} TO {name}")
        found[name] = ask_log_in(fresh_server.url(user=name)).trouble
    assert found == {
        "superuser": "superuser is not bound by row-level security",
        "bypassrls": "bypassrls is not bound by row-level security",
        "noinherit": None,
    }
