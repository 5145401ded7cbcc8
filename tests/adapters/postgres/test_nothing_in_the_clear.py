"""What is sensitive stands nowhere in the clear: no dump, no file of the server, no write-ahead log, no server log."""

import subprocess
from collections.abc import Iterator
from unittest.mock import patch

import psycopg
import pytest
from attrs import evolve, frozen

from rft_adapters.embedded import EmbeddedServer, temporary_server
from rft_adapters.embedded.guardian import CLUSTER
from rft_adapters.postgres import open_store, upgrade
from rft_adapters.postgres.roles import APP
from rft_adapters.sealing import DataKey
from rft_adapters.system import SystemEntropy
from rft_domain.access.actor import ADMIN
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.use_cases.write_requirements import WriteRequirements, write_requirements
from rft_domain.customers.sensitive import Details
from rft_domain.customers.use_cases.withdraw_note import WithdrawNote, withdraw_note
from rft_domain.shared import stored
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.receipts import IdempotencyKeyReused
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_session
from rft_domain.testing.world import World, new_world, refusal
from tests.adapters.postgres.sealed import CANARIES, NOTE, RAMP, needing, needs, of, tell, write_down, written
from tests.stores import MASTERS

KEY = bytes(range(32))
# everything that the server is told, it writes down
_TALKATIVE = {
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_min_error_statement": "debug1",
    "log_min_messages": "notice",
    "log_error_verbosity": "verbose",
}
# what a name on a booking is to anybody: it shows that the search finds what is there
_SEEN, _INSERTS = "Guest", ("insert into customers.sensitive_details", "insert into customers.notes")


@frozen
class Place:
    server: EmbeddedServer
    world: World

    @property
    def url(self) -> str:
        return self.server.url()

    def dump(self) -> bytes:
        command = [str(self.server.bin_dir / "pg_dump"), "--dbname", self.url]
        return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout

    def files(self, *below: str) -> bytes:
        """Of the server's folder, its write-ahead log included; not the tests' own socket."""
        folder = self.server.data_dir.joinpath(*below)
        return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())

    def log(self) -> bytes:
        return (self.server.data_dir / CLUSTER / "server.log").read_bytes()

    def settle(self) -> None:
        """Whatever was committed is in the write-ahead log's files."""
        self._tell("SELECT pg_switch_wal()")

    def checkpoint(self) -> None:
        self._tell("CHECKPOINT")

    def _tell(self, sql: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.encode())


@pytest.fixture
def place() -> Iterator[Place]:
    with temporary_server(settings=_TALKATIVE) as server:
        upgrade(server.url())
        with open_store(server.url(user=APP), entropy=SystemEntropy(), masters=MASTERS) as store:
            yield Place(server, new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=1))


def found(said: bytes, words: tuple[str, ...] = CANARIES) -> list[str]:
    """As text, and as the hexadecimal digits in which bytes are dumped and logged."""
    low = said.lower()
    return [word for word in words if word.lower().encode() in low or word.encode().hex().encode() in low]


def write_everything(world: World, key: str = "a-key-of-the-office-1") -> CustomerId:
    """By every way in which it is written, receipts included."""
    session_id = a_session(world).id
    booking = needing(world, session_id)
    tell(world, of(booking))
    note = write_down(world, of(booking))
    world.do(withdraw_note, WithdrawNote(customer_id=of(booking), note_id=note.id))
    need = WriteRequirements(booking_id=booking.id, attendee_id=booking.attendees[0].id, special_requirements=RAMP)
    world.do_once(write_requirements, need, ADMIN, key, Booking)
    twin = evolve(need, special_requirements=f"{RAMP} again")
    again = refusal(lambda: world.do_once(write_requirements, twin, ADMIN, key, Booking))
    assert isinstance(again, IdempotencyKeyReused)
    assert needs(world, booking) == [RAMP]
    assert NOTE in written(world, of(booking))
    return of(booking)


def test_nothing_sensitive_is_anywhere_in_the_clear(place: Place) -> None:
    write_everything(place.world)
    place.settle()
    wal = place.files(CLUSTER, "pg_wal")
    place.checkpoint()
    everywhere = (place.dump(), wal, place.files(CLUSTER, "pg_wal"), place.files())
    assert [(found(said, (_SEEN,)), found(said)) for said in everywhere] == [([_SEEN], [])] * 4
    log = place.log()
    assert (found(log, _INSERTS), found(log)) == ([*_INSERTS], [])
    assert found(place.files(), (KEY.hex(), KEY.decode("latin-1"))) == []


def test_a_twin_that_seals_nothing_is_found_everywhere(place: Place) -> None:
    def plain(key: DataKey, text: str, place: object, row_id: object) -> bytes:
        return text.encode()

    def opened(key: DataKey, sealed: bytes, place: object, row_id: object) -> str:
        return sealed.decode()

    with patch.object(DataKey, "seal", plain), patch.object(DataKey, "open", opened):
        # twice: a page of the write-ahead log may end within a word
        tell(place.world, write_everything(place.world), Details())
        write_everything(place.world, "a-key-of-the-office-2")
    place.settle()
    place.checkpoint()
    everywhere = (place.dump(), place.files(CLUSTER, "pg_wal"), place.log(), place.files(CLUSTER, "base"))
    assert [found(said) for said in everywhere] == [list(CANARIES)] * 4


def test_a_twin_whose_receipts_repeat_everything_is_found(place: Place) -> None:
    with psycopg.connect(place.url, autocommit=True) as connection:

        def receipts() -> bytes:
            return repr(connection.execute("SELECT body FROM shared.receipts").fetchall()).encode()

        write_everything(place.world)
        assert found(receipts()) == []
        with patch.object(stored, "_results", stored._commands):
            write_everything(place.world, "a-key-of-the-office-2")
        assert found(receipts()) == ["Requirementcanary"]
