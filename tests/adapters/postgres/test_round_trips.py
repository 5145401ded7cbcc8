"""A booking is one read and one write: two trips to the server and back (design.md 3)."""

from collections.abc import Callable

import pytest

from rft_adapters.postgres import Store
from rft_domain.access.actor import ADMIN, ANONYMOUS
from rft_domain.activity.timeline import TimelineFilter
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.queries import BookingFilter
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.catalogue.queries import SessionFilter
from rft_domain.customers.note import Note
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.shared.paging import PageRequest
from rft_domain.testing.recount import EVERYTHING
from rft_domain.testing.scenes import a_booking, a_session, wanted
from rft_domain.testing.world import World


@pytest.fixture
def trips(store: Store) -> Callable[[Callable[[], object]], int]:
    def count(call: Callable[[], object]) -> int:
        before = store.round_trips
        call()
        return store.round_trips - before

    return count


Trips = Callable[[Callable[[], object]], int]


def test_a_first_booking_is_two_round_trips(world: World, trips: Trips) -> None:
    session = a_session(world)
    assert trips(lambda: a_booking(world, session.id)) == 2


def test_a_booking_of_a_known_customer_is_two_round_trips(world: World, trips: Trips) -> None:
    session = a_session(world)
    a_booking(world, session.id)
    assert trips(lambda: a_booking(world, session.id, seats=3, company="Silva Ltd")) == 2


def test_a_booking_with_an_idempotency_key_is_two_round_trips(world: World, trips: Trips) -> None:
    command = wanted(a_session(world).id)
    assert trips(lambda: world.do_once(create_booking, command, ANONYMOUS, "k" * 16, Booking)) == 2


def test_one_read_more_is_one_trip_more(world: World, trips: Trips) -> None:
    session = a_session(world)

    def curious_booking(command: object, *, actor: object, now: object, uow: object) -> object:
        uow.customers.by_email(command.contact.email)  # type: ignore[attr-defined]  # any command, any unit of work
        return create_booking(command, actor=actor, now=now, uow=uow)  # type: ignore[arg-type]  # the same

    assert trips(lambda: world.do(curious_booking, wanted(session.id), ADMIN)) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_one_trip_however_many_it_shows(world: World, store: Store, count: int) -> None:
    for _ in range(count):
        a_booking(world, a_session(world).id, seats=count)
    with store.unit_of_work() as uow:
        assert len(uow.booking_reader.page(BookingFilter(), PageRequest(count=True), visible=EVERYTHING).items) == count
        assert uow.round_trips == 1
        assert len(uow.catalogue_reader.sessions(SessionFilter(), PageRequest(count=True)).items) == count
        assert uow.round_trips == 2


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (1, 2), (3, 2)])
def test_a_page_of_notes_is_one_trip_and_one_for_its_keys(
    world: World, store: Store, count: int, expected: int
) -> None:
    customer_id = a_booking(world, a_session(world).id).customer_id
    assert customer_id is not None
    for _ in range(count):
        world.do(write_note, WriteNote(customer_id=customer_id, text="Pays late."))
    with store.unit_of_work() as uow:
        assert len(uow.notes.page(customer_id, PageRequest(count=True), visible=EVERYTHING).items) == count
        assert uow.round_trips == expected
    with store.reading_as(ADMIN) as uow:
        page = uow.timeline_reader.page(customer_id, TimelineFilter(), PageRequest(count=True))
        assert sum(isinstance(item, Note) for item in page.items) == count
        assert uow.round_trips == expected


def test_a_note_reads_the_customer_and_its_key_and_is_written_at_once(world: World, trips: Trips) -> None:
    customer_id = a_booking(world, a_session(world).id).customer_id
    assert customer_id is not None
    command = WriteNote(customer_id=customer_id, text="Pays late.")
    assert [trips(lambda: world.do(write_note, command)) for _ in range(2)] == [3, 3]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_a_timeline_is_one_trip_however_many_it_shows(world: World, store: Store, count: int) -> None:
    bookings = [a_booking(world, a_session(world).id) for _ in range(count)]
    assert bookings[0].customer_id is not None
    with store.unit_of_work() as uow:
        page = uow.timeline_reader.page(bookings[0].customer_id, TimelineFilter(), PageRequest(count=True))
        assert len(page.items) == page.total == count + 2
        assert uow.round_trips == 1


def test_what_the_desk_read_of_people_is_not_read_again(world: World, store: Store) -> None:
    session = a_session(world)
    booking = a_booking(world, session.id)
    assert booking.booked_by is not None
    assert booking.customer_id is not None
    with store.unit_of_work() as uow:
        uow.desk.open(session.id, booking.contact.email)
        assert uow.users.get(booking.booked_by).customer_id == booking.customer_id
        assert uow.people.get(booking.booked_by).email == booking.contact.email
        assert uow.customers.get(booking.customer_id).figures.total_bookings == 1
        assert uow.round_trips == 1
