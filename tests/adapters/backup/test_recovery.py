"""Point-in-time recovery of the embedded server: to an instant between two bookings."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from attrs import frozen

from rft_adapters.embedded import EmbeddedServerError, archive_to, embedded_server
from rft_adapters.embedded.archive import archive_command, restore_command
from rft_adapters.embedded.guardian import last_words
from rft_adapters.postgres import schema
from rft_adapters.postgres.backup.base import NotArchiving, recover, take_base
from rft_adapters.postgres.backup.errors import BackupExists
from rft_adapters.postgres.roles import APP
from rft_app.application import Application
from rft_app.container import open_application
from rft_app.settings import Database, Settings
from rft_domain.access.actor import ADMIN, ANONYMOUS
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.catalogue.course import CourseTerms
from rft_domain.catalogue.session import Session, SessionTerms
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import Money
from rft_domain.shared.period import Period

_SMALL = {"shared_buffers": "16MB", "fsync": "off"}
BEFORE, AFTER = "ana.silva@example.org", "ben.jones@example.org"


@frozen
class Story:
    """A base backup, a booking, an instant, another booking a second later; then the server was stopped."""

    folder: Path
    base: Path
    wal: Path
    complete: datetime
    between: datetime


@pytest.fixture
def folder() -> Iterator[Path]:
    # not tmp_path: for root the server runs as another, who may not enter there
    with tempfile.TemporaryDirectory(prefix="rft-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with tempfile.TemporaryDirectory(prefix="rft-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data, wal = folder / "data", folder / "the log's 100% own place"
        archive_to(data, wal)
        with embedded_server(data, settings=_SMALL) as server:
            schema.upgrade(server.url())
            settings = Settings(database=Database(url=server.url(user=APP)))
            with open_application(settings) as application:
                session = a_session(application)
                manifest = take_base(server, folder / "base")
                book(application, session, BEFORE)
                time.sleep(0.5)
                between = datetime.now(UTC)
                time.sleep(0.5)
                book(application, session, AFTER)
        yield Story(folder, folder / "base", wal, manifest.taken_at, between)


def a_session(application: Application) -> Session:
    terms = CourseTerms(code="EFAW", title="Emergency First Aid at Work", price=Money.of(75))
    course = application.run(create_course, CreateCourse(terms=terms), actor=ADMIN)
    starts_at = datetime.now(UTC) + timedelta(days=10)
    period = Period(starts_at, starts_at + timedelta(hours=7))
    where = SessionTerms(course_id=course.id, period=period, venue="1 Park Row, Leeds")
    return application.run(create_session, CreateSession(terms=where, capacity=12), actor=ADMIN)


def book(application: Application, session: Session, address: str) -> None:
    contact = Contact(email=Email.parse(address), first_name="A", last_name="B")
    attendees = (AttendeeDetails(first_name="A", last_name="B"),)
    command = CreateBooking(session_id=session.id, contact=contact, attendees=attendees)
    application.run(create_booking, command, actor=ANONYMOUS)


def booked(data: Path) -> tuple[list[str], int]:
    """Who has booked, and how many seats are taken."""
    with embedded_server(data, settings=_SMALL) as server, psycopg.connect(server.url()) as connection:
        found = connection.execute("SELECT contact_email_identity FROM bookings.bookings ORDER BY 1").fetchall()
        [(seats,)] = connection.execute("SELECT seats_taken FROM bookings.rosters").fetchall()
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
    return [address for (address,) in found], seats


def test_recovery_to_an_instant_between_two_bookings_has_the_first_and_not_the_second(story: Story) -> None:
    recovered = recover(story.base, story.folder / "between", to=story.between)
    assert booked(story.folder / "between") == ([BEFORE], 1)
    assert recovered.last_change is not None
    assert story.complete < recovered.last_change < story.between
    assert recovered.revision == schema.head()


def test_recovery_to_the_end_has_both(story: Story) -> None:
    recover(story.base, story.folder / "end")
    assert booked(story.folder / "end") == ([BEFORE, AFTER], 2)


def test_an_archive_that_was_moved_is_found_where_it_is_said_to_be(story: Story) -> None:
    moved = story.wal.rename(story.folder / "moved")
    try:
        with pytest.raises(EmbeddedServerError):
            recover(story.base, story.folder / "elsewhere", to=story.between)
        recover(story.base, story.folder / "elsewhere", to=story.between, wal=moved)
    finally:
        moved.rename(story.wal)
    assert booked(story.folder / "elsewhere") == ([BEFORE], 1)


def test_an_instant_before_the_copy_was_complete_is_refused(story: Story) -> None:
    with pytest.raises(Invalid, match="/to: is before this copy was complete"):
        recover(story.base, story.folder / "early", to=story.complete - timedelta(seconds=1))
    assert not (story.folder / "early").exists()


def test_an_instant_that_the_archive_does_not_reach_is_refused_and_nothing_is_left(story: Story) -> None:
    with pytest.raises(EmbeddedServerError, match="recovery ended before configured recovery target was reached"):
        recover(story.base, story.folder / "late", to=datetime.now(UTC) + timedelta(days=1))
    assert not (story.folder / "late").exists()


@pytest.mark.parametrize("name", ["base/global/pg_control", "base/backup_manifest", "manifest.json"])
def test_a_damaged_copy_is_refused(story: Story, name: str) -> None:
    file = story.base / name
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    try:
        with pytest.raises(Invalid, match="/FOLDER: is "):
            recover(story.base, story.folder / "damaged", to=story.between)
        assert not (story.folder / "damaged").exists()
    finally:
        file.write_bytes(whole)


def test_a_file_that_is_missing_from_the_copy_is_noticed(story: Story) -> None:
    gone = (story.base / "base" / "PG_VERSION").rename(story.folder / "gone")
    try:
        with pytest.raises(Invalid, match="/FOLDER: is damaged"):
            recover(story.base, story.folder / "damaged", to=story.between)
    finally:
        gone.rename(story.base / "base" / "PG_VERSION")


def test_data_that_is_there_is_left_alone(story: Story) -> None:
    with pytest.raises(EmbeddedServerError, match="holds the data of a server already"):
        recover(story.base, story.folder / "data", to=story.between)
    assert booked(story.folder / "data") == ([BEFORE, AFTER], 2)


def test_without_an_archive_there_is_no_base_backup(folder: Path) -> None:
    with embedded_server(folder / "data", settings=_SMALL) as server:
        archive_to(folder / "data", folder / "wal")  # too late for the server that runs
        with pytest.raises(NotArchiving):
            take_base(server, folder / "base")
        assert not (folder / "base").exists()
    with embedded_server(folder / "data", settings=_SMALL) as server:
        take_base(server, folder / "base")
        with pytest.raises(BackupExists):
            take_base(server, folder / "base")
    assert (folder / "base").stat().st_mode & 0o777 == 0o700


def archived(source: Path, folder: Path, name: str) -> int:
    command = archive_command(folder).replace("%p", str(source)).replace("%f", name).replace("%%", "%")
    return subprocess.run(["/bin/sh", "-c", command], check=False).returncode


def test_the_archive_replaces_nothing_and_takes_the_same_twice(folder: Path) -> None:
    place, log = folder / "it's 100% odd", folder / "log"
    place.mkdir()
    log.write_bytes(b"one")
    assert archived(log, place, "0001") == 0
    assert archived(log, place, "0001") == 0
    log.write_bytes(b"two")
    assert archived(log, place, "0001") != 0
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {"0001": b"one"}
    back = restore_command(place).replace("%p", str(folder / "back")).replace("%f", "0001").replace("%%", "%")
    assert subprocess.run(["/bin/sh", "-c", back], check=False).returncode == 0
    assert (folder / "back").read_bytes() == b"one"


def test_a_copy_that_was_cut_short_does_not_stop_the_archive(folder: Path) -> None:
    (folder / "0001.part").write_bytes(b"o")
    (folder / "log").write_bytes(b"one")
    assert archived(folder / "log", folder, "0001") == 0
    assert (folder / "0001").read_bytes() == b"one"


def test_what_stopped_the_server_is_not_what_it_told_those_who_came_too_early(folder: Path) -> None:
    (folder / "server.log").write_text(
        "x LOG:  starting\nx FATAL:  the target was not reached\nx FATAL:  the database system is in recovery mode\n"
    )
    assert last_words(folder / "server.log") == "the target was not reached"
