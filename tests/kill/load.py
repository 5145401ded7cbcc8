"""Bookings under load, each with an idempotency key; and the reckoning afterwards."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

from attrs import frozen

from rft_adapters.postgres import Store
from rft_adapters.system import system_clock
from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.reactions import react
from rft_domain.shared.errors import Busy, Conflict
from rft_domain.shared.ids import SessionId
from rft_domain.shared.runner import Runner
from rft_domain.testing import Subject
from rft_domain.testing.recount import every_booking, figures_wrong, seats_wrong
from rft_domain.testing.scenes import a_session, wanted
from rft_domain.testing.world import new_world
from rft_domain.unit_of_work import UnitOfWork

THREADS = 4
Answered = dict[str, UUID]


@frozen
class Order:
    key: str
    session_id: SessionId
    address: str
    seats: int


def sessions_of(store: Store) -> list[SessionId]:
    """Three new ones, each with room for all."""
    world = new_world(Subject(open_unit_of_work=store.unit_of_work, reset=list), 9)
    return [a_session(world, 10_000, in_days=3650).id for _ in range(3)]


def orders(sessions: Sequence[SessionId], count: int) -> list[Order]:
    """The same ones every time; some customers order often, most once."""
    return [
        Order(f"order-{n:010}", sessions[n % 3], f"p{n % 7 if n % 3 else n}@example.org", 1 + n % 3)
        for n in range(count)
    ]


def runner_of(store: Store) -> Runner[Actor, UnitOfWork]:
    return Runner(open_unit_of_work=store.unit_of_work, clock=system_clock, react=react)


def place(runner: Runner[Actor, UnitOfWork], order: Order) -> UUID | None:
    """The booking's id once it is acknowledged; ``None`` where the caller cannot know."""
    command = wanted(order.session_id, order.address, order.seats)
    try:
        return runner.run_once(create_booking, command, actor=ANONYMOUS, key=order.key, returns=Booking).value.id
    except (Busy, Conflict):
        return None


def drive(store: Store, todo: Sequence[Order], over: Event, tell: Callable[[str, UUID], None]) -> None:
    """Places orders on several threads until they are done or it is ``over``."""
    runner = runner_of(store)

    def one(order: Order) -> None:
        if not over.is_set() and (booking_id := place(runner, order)) is not None:
            tell(order.key, booking_id)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, todo))


def reckon(store: Store, tried: Sequence[Order], answered: Answered) -> None:
    """Replays every key: whatever was acknowledged is there once, under the same id, and the books add up."""
    runner = runner_of(store)
    with ThreadPoolExecutor(THREADS) as pool:
        replayed = dict(zip((order.key for order in tried), pool.map(lambda o: place(runner, o), tried), strict=True))
    assert None not in replayed.values(), "an order could not be placed in quiet times"
    assert {key: replayed[key] for key in answered} == answered
    with store.unit_of_work() as uow:
        assert sorted(booking.id for booking in every_booking(uow)) == sorted(filter(None, replayed.values()))
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])
