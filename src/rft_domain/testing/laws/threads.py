"""Laws of many callers at once. Claimed with :attr:`Capability.THREADS`."""

from collections.abc import Callable
from functools import partial

from hypothesis import strategies as st

from ...access.actor import ADMIN, ANONYMOUS, SYSTEM
from ...bookings.booking import Booking
from ...bookings.errors import CapacityBelowSeatsTaken, SessionFull
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...bookings.use_cases.create_booking import create_booking
from ...catalogue.use_cases.change_session import ChangeSession, change_session
from ...identity.errors import LastSuperuser
from ...identity.use_cases.assign_role import AssignRole, assign_role
from ...identity.user import Role, User
from ...shared.errors import RftError
from ..capabilities import Capability
from ..law import law
from ..recount import every_booking, figures_wrong, seats_wrong
from ..scenes import ADDRESS, a_booking, a_session, a_user, wanted
from ..strategies import spellings
from ..together import together
from ..world import World

CALLERS = 4


def _unexpected(told: list[Booking | RftError], *expected: type[RftError]) -> list[object]:
    return [one for one in told if isinstance(one, RftError) and not isinstance(one, expected)]


@law("S18", needs=Capability.THREADS)
def many_buyers_never_oversell(world: World, data: st.DataObject) -> None:
    """However many book at the same moment, exactly the seats there are get sold, and the rest hear that it is full."""
    capacity = data.draw(st.integers(1, CALLERS))
    session = a_session(world, capacity)
    commands = [wanted(session.id, f"p{n}@example.org") for n in range(CALLERS)]
    told = together([partial(world.patient.run, create_booking, command, actor=ANONYMOUS) for command in commands])
    assert _unexpected(told, SessionFull) == []
    with world.open() as uow:
        assert seats_wrong(uow) == []
        assert len(every_booking(uow)) == min(capacity, CALLERS)


@law("S19", needs=Capability.THREADS)
def many_first_bookings_make_one_customer(world: World, data: st.DataObject) -> None:
    """First bookings for one address at the same moment make one customer and one user; nobody sees an error."""
    session = a_session(world)
    addresses = [data.draw(spellings(ADDRESS)).typed for _ in range(CALLERS)]
    commands = [wanted(session.id, address) for address in addresses]
    told = together([partial(world.patient.run, create_booking, command, actor=ANONYMOUS) for command in commands])
    assert _unexpected(told) == []
    with world.open() as uow:
        bookings = every_booking(uow)
        assert len(bookings) == CALLERS
        assert len({(booking.customer_id, booking.booked_by) for booking in bookings}) == 1
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])


@law("S20", needs=Capability.THREADS)
def what_is_held_stays_still(world: World, data: st.DataObject) -> None:
    """A capacity that shrinks while people book never ends below the seats taken, and one seat given back by two at
    once is given back once.
    """
    capacity = data.draw(st.integers(1, CALLERS))
    session = a_session(world, CALLERS)
    cancelled = a_booking(world, session.id)
    commands = [wanted(session.id, f"p{n}@example.org") for n in range(2)]
    book = [partial(world.patient.run, create_booking, command, actor=ANONYMOUS) for command in commands]
    give_back = partial(world.patient.run, cancel_booking, CancelBooking(booking_id=cancelled.id), actor=SYSTEM)
    shrink = ChangeSession(session_id=session.id, terms=session.terms, capacity=capacity)
    resize = partial(world.patient.run, change_session, shrink, actor=ADMIN)
    calls: list[Callable[[], object]] = [*book, give_back, give_back, resize]
    told = together(calls)
    allowed = (SessionFull, CapacityBelowSeatsTaken)
    assert [one for one in (*told[:2], told[4]) if isinstance(one, RftError) and not isinstance(one, allowed)] == []
    assert sum(isinstance(one, Booking) for one in told[2:4]) == 1
    with world.open() as uow:
        assert seats_wrong(uow) == []


@law("S21", needs=Capability.THREADS)
def one_superuser_is_left(world: World, data: st.DataObject) -> None:
    """When all superusers are demoted at the same moment, one of them stays."""
    count = data.draw(st.integers(2, 3))
    users = [a_user(world, f"root{n}@example.org", Role.SUPERUSER) for n in range(count)]
    demote = [
        partial(world.patient.run, assign_role, AssignRole(user_id=user.id, role=Role.CUSTOMER), actor=SYSTEM)
        for user in users
    ]
    told: list[User | RftError] = together(demote)
    assert [type(one) for one in told if not isinstance(one, User)] == [LastSuperuser]
    with world.open() as uow:
        assert sum(uow.users.get(user.id).role is Role.SUPERUSER for user in users) == 1
