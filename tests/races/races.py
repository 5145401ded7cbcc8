"""The races, as plain functions: each raises ``AssertionError`` where a promise does not hold.

Tests run them on correct adapters, and on adapters with one guard removed, which must lose them.
"""

from collections.abc import Callable
from functools import partial

from attrs import evolve

from rft_domain.access.actor import ADMIN, ANONYMOUS, SYSTEM, Actor, ActorKind
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.errors import CapacityBelowSeatsTaken, SessionFull, TransitionNotListed
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.customers.merging.errors import AlreadyMerged, AlreadyUndone, MergeNeedsChoice
from rft_domain.customers.merging.merge import Merge
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.merging.rules import Fate
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.customers.use_cases.undo_merge import UndoMerge, undo_merge
from rft_domain.identity.errors import LastSuperuser
from rft_domain.identity.use_cases.assign_role import AssignRole, assign_role
from rft_domain.identity.use_cases.look_up import LookUp, look_up
from rft_domain.identity.use_cases.remove_member import RemoveMember, remove_member
from rft_domain.identity.user import Role
from rft_domain.shared.errors import Forbidden, RftError
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.runner import Done
from rft_domain.testing import Subject, together
from rft_domain.testing.recount import every_booking, figures_wrong, seats_wrong
from rft_domain.testing.scenes import ADDRESS, a_booking, a_session, a_user, wanted
from rft_domain.testing.world import World, new_world

CLIENTS = 32
Race = Callable[[Subject], None]


def _book(world: World, command: CreateBooking) -> Callable[[], Booking]:
    return partial(world.patient.run, create_booking, command, actor=ANONYMOUS)


def _books_add_up(world: World) -> list[Booking]:
    with world.open() as uow:
        assert seats_wrong(uow) == []
        assert figures_wrong(uow) == []
        return every_booking(uow)


def _kinds(told: list[object]) -> dict[str, int]:
    names = [type(one).__name__ for one in told]
    return {name: names.count(name) for name in names}


def the_last_seat(subject: Subject) -> None:
    """32 clients, one seat: one has it, the others hear that it is full."""
    world = new_world(subject, 1)
    session = a_session(world, 1)
    told = together([_book(world, wanted(session.id, f"p{n}@example.org")) for n in range(CLIENTS)])
    assert _kinds([*told]) == {"Booking": 1, SessionFull.__name__: CLIENTS - 1}
    assert len(_books_add_up(world)) == 1


def the_first_booking(subject: Subject) -> None:
    """32 first bookings for one address in differing case: one customer, one user, 32 bookings, no error seen."""
    world = new_world(subject, 2)
    session = a_session(world, CLIENTS)
    addresses = [ADDRESS.swapcase() if n % 2 else ADDRESS.replace("silva", "sILVa"[: n % 5 + 1] + "silva"[n % 5 + 1 :])
                 for n in range(CLIENTS)]  # fmt: skip
    told = together([_book(world, wanted(session.id, address)) for address in addresses])
    assert _kinds([*told]) == {"Booking": CLIENTS}
    bookings = _books_add_up(world)
    assert len(bookings) == CLIENTS
    assert len({booking.customer_id for booking in bookings}) == 1
    assert len({booking.booked_by for booking in bookings}) == 1


def a_shrinking_session(subject: Subject) -> None:
    """While people book, the capacity shrinks: it never ends below the seats taken."""
    world = new_world(subject, 3)
    session = a_session(world, CLIENTS // 2)
    shrink = ChangeSession(session_id=session.id, terms=session.terms, capacity=CLIENTS // 4)
    calls: list[Callable[[], object]] = [
        _book(world, wanted(session.id, f"p{n}@example.org")) for n in range(CLIENTS - 4)
    ]
    calls[8:8] = [partial(world.patient.run, change_session, shrink, actor=ADMIN)] * 4
    told = together(calls)
    allowed = (SessionFull, CapacityBelowSeatsTaken)
    assert [one for one in told if isinstance(one, RftError) and not isinstance(one, allowed)] == []
    _books_add_up(world)


def a_double_cancellation(subject: Subject) -> None:
    """Cancelled by many at once: the seats go back once."""
    world = new_world(subject, 4)
    session = a_session(world, 40)
    a_booking(world, session.id, "other@example.org", seats=30)
    booking = a_booking(world, session.id, seats=2)
    cancel = partial(world.patient.run, cancel_booking, CancelBooking(booking_id=booking.id), actor=SYSTEM)
    told = together([cancel] * 8)
    assert _kinds([*told]) == {"Booking": 1, TransitionNotListed.__name__: 7}
    _books_add_up(world)


def one_key(subject: Subject) -> None:
    """The same idempotency key from 16 callers at once: one booking, and all of them get it."""
    world = new_world(subject, 5)
    session = a_session(world, CLIENTS)
    call: Callable[[], Done[Booking]] = partial(
        world.patient.run_once, create_booking, wanted(session.id), actor=ANONYMOUS, key="k" * 16, returns=Booking
    )
    told = together([call] * 16)
    assert _kinds([*told]) == {"Done": 16}
    assert {one.value.id for one in told if isinstance(one, Done)} == {b.id for b in _books_add_up(world)}
    assert len(_books_add_up(world)) == 1


def the_last_superusers(subject: Subject) -> None:
    """Two admins remove the last two superusers at the same moment: one stays."""
    world = new_world(subject, 6)
    users = [a_user(world, f"root{n}@example.org", Role.SUPERUSER) for n in range(2)]
    calls = [
        partial(world.patient.run, assign_role, AssignRole(user_id=user.id, role=Role.CUSTOMER), actor=SYSTEM)
        for user in users
    ]
    assert _kinds([*together(calls)]) == {"User": 1, LastSuperuser.__name__: 1}
    with world.open() as uow:
        assert sum(uow.users.get(user.id).role is Role.SUPERUSER for user in users) == 1


def _twins(world: World) -> tuple[CustomerId, CustomerId]:
    """Two customers who booked once each."""
    session = a_session(world, CLIENTS)
    ids = [a_booking(world, session.id, address).customer_id for address in (ADDRESS, "anasilva@example.org")]
    assert ids[0] is not None
    assert ids[1] is not None
    return ids[0], ids[1]


def _merge(world: World, winner_id: CustomerId, loser_id: CustomerId) -> Callable[[], Merge]:
    """Both stay booked where they are on one session."""

    def merge() -> Merge:
        command = MergeCustomers(winner_id=winner_id, loser_id=loser_id)
        while True:
            plan = world.patient.run(preview_merge, command, actor=ADMIN).plan
            keep = tuple(one.booking_id for one in plan.bookings if one.status == "confirmed")
            chosen = evolve(command, choices=MergeChoices(keep=keep))
            try:
                return world.patient.run(merge_customers, chosen, actor=ADMIN)
            except MergeNeedsChoice:  # one more booking came in between
                continue

    return merge


def a_merge_while_they_book(subject: Subject) -> None:
    """While the loser books, joins and is let in, they are merged: all of it ends with the winner."""
    world = new_world(subject, 7)
    winner, loser = _twins(world)
    session = a_session(world, CLIENTS)
    with world.open() as uow:
        [knocked] = [one for one in every_booking(uow) if one.customer_id == loser]
    knock = LookUp(reference=knocked.reference.symbols, email=knocked.contact.email.identity)
    calls: list[Callable[[], object]] = [_book(world, wanted(session.id, "anasilva@example.org")) for _ in range(8)]
    calls += [partial(world.patient.run, look_up, knock, actor=ANONYMOUS) for _ in range(4)]
    calls[4:4] = [_merge(world, winner, loser)]
    told = together(calls)
    assert [one for one in told if isinstance(one, RftError)] == []
    bookings = _books_add_up(world)
    assert {one.customer_id for one in bookings} == {winner}
    with world.open() as uow:
        left = uow.belongings.of(loser, winner)
        assert {one.place for one in left if one.ids and one.fate is Fate.MOVED} <= {"activity.entries.customer_id"}


def crossing_merges(subject: Subject) -> None:
    """Each is merged into the other, at the same moment and twice: one of the merges is done, once."""
    world = new_world(subject, 8)
    one, other = _twins(world)
    told = together([_merge(world, one, other), _merge(world, other, one)] * 2)
    assert _kinds([*told]) == {"Merge": 1, AlreadyMerged.__name__: 3}
    _books_add_up(world)


def a_merge_undone_by_many(subject: Subject) -> None:
    """Undone by eight at once: it is done once, and the others hear that it is."""
    world = new_world(subject, 10)
    merge = _merge(world, *_twins(world))()
    undo = partial(world.patient.run, undo_merge, UndoMerge(merge_id=merge.id), actor=ADMIN)
    told = together([undo] * 8)
    assert _kinds([*told]) == {"Merge": 1, AlreadyUndone.__name__: 7}
    _books_add_up(world)


def organisers_remove_each_other(subject: Subject) -> None:
    """Two organisers remove each other at the same moment: one stays."""
    world = new_world(subject, 9)
    customer_id = a_booking(world, a_session(world).id).customer_id
    assert customer_id is not None
    names = ("ben", "eva")
    users = [a_user(world, f"{name}@example.org") for name in names]
    with world.open() as uow:
        for user in users:
            now = world.clock.now
            uow.users.save(uow.users.get(user.id).invited_to(customer_id, as_organizer=True, now=now))
        uow.commit()
    calls = [
        partial(
            world.patient.run,
            remove_member,
            RemoveMember(user_id=other.id),
            actor=Actor(kind=ActorKind.ORGANISER, user_id=user.id, customer_id=customer_id),
        )
        for user, other in (users, users[::-1])
    ]
    assert _kinds([*together(calls)]) == {"User": 1, Forbidden.__name__: 1}
    with world.open() as uow:
        assert sum(user.is_organizer for user in uow.members.of(customer_id)) == 1


RACES: tuple[Race, ...] = (
    the_last_seat,
    the_first_booking,
    a_shrinking_session,
    a_double_cancellation,
    one_key,
    the_last_superusers,
    a_merge_while_they_book,
    crossing_merges,
    a_merge_undone_by_many,
    organisers_remove_each_other,
)


def run_often(race: Race, subject: Subject, rounds: int = 10) -> None:
    for _ in range(rounds):
        race(subject)
