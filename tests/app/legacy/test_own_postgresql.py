"""On a PostgreSQL of one's own, whose owner is no superuser: the service imports, and the owner takes back."""

from collections.abc import Iterator

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer, temporary_server
from rft_adapters.postgres import upgrade
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.legacy import backfill_customers, revert
from rft_adapters.postgres.roles import APP, HOUSE, script
from tests.app.cli.program import rft
from tests.app.legacy.digests import digests
from tests.app.legacy.export_files import NOW, Replayed, imported, many

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SERVICES_MAY_DELETE = f"""
SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text IN ('bookings', 'customers', 'identity')
  AND relname IN ('bookings', 'customers', 'users') AND has_table_privilege('{HOUSE}', oid, 'DELETE')
"""


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    with temporary_server(settings=FAST) as server:
        run(server.url(), script())
        yield server


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursors = [connection.execute(statement.encode()) for statement in statements]
        return cursors[-1].fetchall() if cursors[-1].description else []


@pytest.fixture
def owner(server: EmbeddedServer) -> Iterator[str]:
    """Of a database of its own. It may make no roles, and may act as none."""
    run(server.url(), "CREATE ROLE plain LOGIN", "CREATE DATABASE plain OWNER plain")
    upgrade(server.url("plain", "plain"))
    yield server.url("plain", "plain")
    run(server.url(), "DROP DATABASE plain WITH (FORCE)", f"REVOKE {HOUSE} FROM plain", "DROP ROLE plain")


def test_the_service_imports_and_links_and_the_owner_takes_back(server: EmbeddedServer, owner: str) -> None:
    service, superuser = server.url("plain", APP), server.url("plain")
    empty = digests(superuser)
    counts = imported(service, many(60), linking=False)
    linked = backfill_customers(service, now=NOW, entropy=Replayed(), dry_run=False)
    assert (linked["linked"] > 0, linked["linked"] + linked["not_linked"]) == (True, counts["loaded"])
    assert (examine(service).seats_wrong, examine(service).figures_wrong) == (0, 0)
    run(superuser, f"GRANT {HOUSE} TO plain WITH INHERIT FALSE, SET TRUE")
    for batch in ("backfill", "old"):
        revert(owner, batch, now=NOW, entropy=Replayed())
    assert digests(superuser) == empty
    assert run(superuser, SERVICES_MAY_DELETE) == []


def test_what_the_owner_lends_is_seen_by_nobody_else_and_gone_after_a_failure(
    server: EmbeddedServer, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    superuser = server.url("plain")
    seen: list[object] = []

    def fails(*_: object) -> None:
        seen.append(run(superuser, SERVICES_MAY_DELETE))
        raise ZeroDivisionError

    imported(server.url("plain", APP), many(9))
    run(superuser, f"GRANT {HOUSE} TO plain WITH INHERIT FALSE, SET TRUE")
    monkeypatch.setattr("rft_adapters.postgres.legacy.reverting._nothing_in_the_way", fails)
    with pytest.raises(ZeroDivisionError):
        revert(owner, "old", now=NOW, entropy=Replayed())
    assert [*seen, run(superuser, SERVICES_MAY_DELETE)] == [[], []]
    run(superuser, f"GRANT DELETE ON bookings.bookings TO {HOUSE}")  # the fault planted
    assert run(superuser, SERVICES_MAY_DELETE) == [("bookings.bookings",)]


def test_each_thing_that_is_missing_is_said_in_one_line(server: EmbeddedServer, owner: str) -> None:
    service = server.url("plain", APP)
    imported(service, many(9))
    for url, code in ((service, "owner-needed"), (owner, "owner-unable-to-serve")):
        said = rft("legacy", "revert", "old", "--database-url", url)
        assert (said.code, said.err.count("\n")) == (1, 1)
        assert said.err.startswith(f"rft: {code}: ")
    said = rft("legacy", "import", "-", "--database-url", owner, stdin=b"")
    assert (said.code, said.err) == (
        1,
        f"rft: plain may not act as {HOUSE}. Let the service log in as {APP}, or as a role that was granted {APP}.\n",
    )
