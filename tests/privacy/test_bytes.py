"""Real bytes: of who is erased none is left in a dump, and after scrubbing none in the data directory."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from attrs import frozen

from rft_adapters.embedded import EmbeddedServer, temporary_server
from rft_adapters.postgres import schema
from rft_adapters.postgres.scrubbing import Scrubbed, scrub
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from rft_domain.testing import Subject
from rft_domain.testing.lives import Life, a_life
from rft_domain.testing.scenes import a_session
from rft_domain.testing.world import World, new_world
from tests.stores import dumping, postgres_store

# as an operator would set it: what is not needed of the log goes, and is not kept for later use
_SETTINGS = {"wal_recycle": "off", "fsync": "off"}


@frozen(kw_only=True)
class Place:
    server: EmbeddedServer
    world: World
    folder: Path
    ana: Life
    bob: Life

    def files_with(self, text: str) -> list[str]:
        self.world.subject.reset()
        found = subprocess.run(
            ["grep", "-rlai", "--", text, str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        return sorted(line.removeprefix(f"{self.folder}/") for line in found.stdout.splitlines())


@pytest.fixture
def place() -> Iterator[Place]:
    with temporary_server(settings=_SETTINGS) as server:
        url = server.url()
        schema.upgrade(url)
        with postgres_store(url) as store:
            world = new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: _checkpoint(url)), 1)
            session = a_session(world, 50)
            ana, bob = a_life(world, "zqana", session.id, 11), a_life(world, "zqbob", session.id, 22)
            yield Place(server=server, world=world, folder=server.data_dir, ana=ana, bob=bob)


def _checkpoint(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


def _erase(place: Place) -> None:
    place.world.do(erase_customer, EraseCustomer(customer_id=place.ana.customer_id, with_bookings_ahead=True))


@pytest.mark.timeout(300)
def test_nothing_of_the_erased_is_left_in_a_dump_nor_after_scrubbing_in_any_file(place: Place) -> None:
    url = place.server.url()
    planted = place.files_with(place.ana.mark)
    assert any("pg_wal" in file for file in planted)
    assert any("base" in file for file in planted)
    _erase(place)
    with dumping(url) as dump:
        rows = dump()
    assert [row for row in rows if place.ana.found_in(row)] == []
    assert [row for row in rows if place.bob.found_in(row)] != []
    assert place.files_with(place.ana.mark) != []  # an UPDATE alone takes no byte out of a file
    assert scrub(url).refused == ()
    assert {text: place.files_with(text) for text in (place.ana.mark, *place.ana.traces)} == {
        text: [] for text in (place.ana.mark, *place.ana.traces)
    }
    assert place.files_with(place.bob.mark) != []


def test_who_may_not_is_told_what_was_not_done(place: Place) -> None:
    with psycopg.connect(place.server.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN")
    done = scrub(place.server.url().replace("//postgres@", "//plain@", 1))
    assert isinstance(done, Scrubbed)
    assert "CHECKPOINT" in done.refused
    assert "VACUUM (FULL, ANALYZE) identity.users" in done.refused
