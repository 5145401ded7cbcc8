"""Who acts is said to the database with the first statement, in the same trip, and nothing of it stays."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from attrs import evolve

from rft_adapters.postgres import Store, StoreSettings, link, open_store
from rft_adapters.postgres.errors import StoreFault
from rft_adapters.postgres.introduction import INTRODUCE
from rft_adapters.postgres.roles import APP, HOUSE
from rft_adapters.system import SystemEntropy
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.bookings.booking import Booking, BookingStatus
from rft_domain.bookings.errors import BookingNotFound
from rft_domain.bookings.queries import BookingFilter
from rft_domain.bookings.use_cases.move_booking import MoveBooking, move_booking
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.paging import PageRequest
from rft_domain.testing.recount import EVERYTHING
from rft_domain.testing.scenes import a_booking, a_session, member
from rft_domain.testing.world import World
from tests.stores import as_app

_LEFT = (
    b"SELECT current_user::text, coalesce(current_setting('rft.user', true), ''), "
    b"coalesce(current_setting('rft.customer', true), ''), coalesce(current_setting('rft.action', true), '')"
)
NOBODY = Actor(kind=ActorKind.CUSTOMER)
NOTHING = {(HOUSE, "", "", ""), (APP, "", "", "")}


@pytest.fixture
def one(migrated_url: str, store: Store) -> Iterator[Store]:
    """Whoever borrows gets the connection that the one before has used."""
    with open_store(as_app(migrated_url), StoreSettings(pool_size=1), entropy=SystemEntropy()) as opened:
        yield opened


@pytest.fixture
def booking(world: World) -> Booking:
    return a_booking(world, a_session(world).id)


@pytest.fixture
def owner(booking: Booking) -> Actor:
    return member(booking.booked_by, booking.customer_id)


def left(store: Store) -> set[tuple[Any, ...]]:
    found = set()
    for pool in (store._house, store._readers):
        with pool.connection() as connection:
            found |= set(connection.execute(_LEFT).fetchall())
    return found


def read(store: Store, actor: Actor) -> list[Booking]:
    """All that there is, as far as the filter is concerned."""
    with store.reading_as(actor) as uow:
        found = list(uow.booking_reader.page(BookingFilter(), PageRequest(), visible=EVERYTHING).items)
        assert uow.round_trips == 1
    return found


def cancel(store: Store, actor: Actor, booking: Booking, *, held: bool = False, commit: bool = True) -> None:
    with store.acting_as(actor, "cancel_booking") as uow:
        if held:
            uow.rosters.hold(booking.session_id)
        found = uow.bookings.get(booking.id)
        uow.bookings.save(found.cancelled(found.created_at, past=False))
        if held:  # a read that needs the server, and so the flush before it, and is the house's again
            assert uow.users.by_email(booking.contact.email) is not None
        if commit:
            uow.commit()


def test_a_reader_sees_what_is_theirs_even_if_the_filter_forgets(one: Store, booking: Booking, owner: Actor) -> None:
    assert [each.id for each in read(one, owner)] == [booking.id]
    assert read(one, NOBODY) == []
    with pytest.raises(BookingNotFound), one.reading_as(Actor(kind=ActorKind.INSTRUCTOR)) as uow:
        uow.booking_reader.one(booking.id, visible=EVERYTHING)


def test_a_reader_cannot_write(one: Store, booking: Booking, owner: Actor) -> None:
    with one.reading_as(owner) as uow:
        uow.bookings.save(uow.bookings.get(booking.id).cancelled(booking.created_at, past=False))
        with pytest.raises(StoreFault):
            uow.commit()


def test_what_is_not_theirs_is_not_written_even_if_the_use_case_forgets(one: Store, booking: Booking) -> None:
    stranger = Actor(kind=ActorKind.CUSTOMER, customer_id=None, user_id=booking.booked_by)
    for held in (False, True):
        with pytest.raises(StaleWrite):
            cancel(one, stranger, booking, held=held)
    with one.unit_of_work() as uow:
        assert uow.bookings.get(booking.id).status is BookingStatus.CONFIRMED


@pytest.mark.parametrize("held", [False, True])
def test_what_is_theirs_is_written(one: Store, booking: Booking, owner: Actor, held: bool) -> None:
    cancel(one, owner, booking, held=held)
    assert [each.status for each in read(one, owner)] == [BookingStatus.CANCELLED]


def test_a_repeated_move_of_ones_own_booking_is_made_once(
    one: Store, world: World, booking: Booking, owner: Actor
) -> None:
    acting = evolve(world, runner=evolve(world.runner, open_for=one.acting_as))
    command = MoveBooking(booking_id=booking.id, session_id=a_session(world).id)
    first, again = (acting.do_once(move_booking, command, owner, "a-key-of-the-owner", Booking) for _ in range(2))
    assert (first.replayed, again.replayed) == (False, True)
    assert first.value == again.value == read(one, owner)[0]


def _refused(one: Store, owner: Actor, booking: Booking) -> None:
    with pytest.raises(StaleWrite):
        cancel(one, NOBODY, booking, held=True)


WAYS: dict[str, Callable[[Store, Actor, Booking], object]] = {
    "read": lambda store, owner, booking: read(store, owner),
    "commit": cancel,
    "held and committed": lambda store, owner, booking: cancel(store, owner, booking, held=True),
    "held and rolled back": lambda store, owner, booking: cancel(store, owner, booking, held=True, commit=False),
    "refused": _refused,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_an_actor_stays_on_the_connection(one: Store, booking: Booking, owner: Actor, way: str) -> None:
    WAYS[way](one, owner, booking)
    assert left(one) == NOTHING
    assert read(one, NOBODY) == []


def test_nothing_stays_once_the_statements_are_prepared(one: Store, booking: Booking, owner: Actor) -> None:
    for _ in range(7):
        assert len(read(one, owner)) == 1
        assert left(one) == NOTHING
        assert read(one, NOBODY) == []


@pytest.mark.parametrize("way", ["read", "commit", "held and committed"])  # a rollback would undo the fault as well
def test_a_planted_introduction_for_the_whole_session_is_found(
    one: Store, booking: Booking, owner: Actor, way: str
) -> None:
    with patch.object(link, "INTRODUCE", INTRODUCE.replace(b"true", b"false")):
        WAYS[way](one, owner, booking)
    assert left(one) != NOTHING


def test_behind_a_pooler_the_house_is_introduced_with_each_trip(
    migrated_url: str, booking: Booking, owner: Actor
) -> None:
    """Such a connection has not begun as anybody: PgBouncer keeps no role between transactions."""
    limits = StoreSettings(prepare_threshold=None)
    with open_store(as_app(migrated_url), limits, entropy=SystemEntropy()) as store:
        cancel(store, owner, booking, held=True)
        assert {row[0] for row in left(store)} == {APP}
        assert [each.status for each in read(store, owner)] == [BookingStatus.CANCELLED]
        assert store.is_ready()
