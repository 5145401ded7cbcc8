"""Laws of one unit of work: what was not committed is not there, what was is there whole."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st

from ...access.actor import ANONYMOUS, SYSTEM, Actor
from ...bookings.booking import Booking
from ...bookings.errors import SessionFull
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...bookings.use_cases.create_booking import CreateBooking, create_booking
from ...bookings.use_cases.move_booking import MoveBooking, move_booking
from ...shared.email import Email
from ...shared.errors import RuleBroken
from ...shared.receipts import IdempotencyKeyReused, Receipt
from ...unit_of_work import UnitOfWork
from ..capabilities import Capability
from ..law import law
from ..recount import every_booking, every_session, figures_wrong, seats_wrong
from ..scenes import ADDRESS, a_booking, a_session, wanted
from ..stories import PEOPLE, tell
from ..world import World, refusal

KEY = "k" * 16
OTHER = "bob.byrne@example.org"


def snapshot(world: World) -> list[object]:
    """All that the ports show, of the people the stories tell of."""
    with world.open() as uow:
        people = [Email.parse(address) for address in (*PEOPLE, ADDRESS, OTHER)]
        known = [(uow.users.by_email(person), uow.customers.by_email(person)) for person in people]
        return [every_booking(uow), every_session(uow), known, uow.receipts.find(ANONYMOUS.scope, KEY)]


def _begin(world: World, data: st.DataObject, uow: UnitOfWork) -> None:
    """Something of everything: a booking for somebody new, a cancellation, a receipt."""
    present = every_booking(uow)
    session = every_session(uow)[data.draw(st.integers(0, 1))]
    refusal(lambda: world.carry_out(create_booking, wanted(session.id, OTHER), uow, ANONYMOUS))
    for booking in present[: data.draw(st.integers(0, 2))]:
        refusal(partial(world.carry_out, cancel_booking, CancelBooking(booking_id=booking.id), uow))
    at = world.clock.now
    uow.receipts.add(Receipt(scope=ANONYMOUS.scope, key=KEY, fingerprint="f", body="{}", created_at=at))


@law("S1")
def what_was_not_committed_leaves_no_trace(world: World, data: st.DataObject) -> None:
    """A unit of work that is left without a commit has changed nothing."""
    tell(world, data, most=4)
    before = snapshot(world)
    with world.open() as uow:
        _begin(world, data, uow)
    assert snapshot(world) == before


@law("S2")
def what_fails_halfway_leaves_no_trace(world: World, data: st.DataObject) -> None:
    """A use case that is refused after it has saved half of its work has changed nothing."""
    tell(world, data, most=4)
    before = snapshot(world)

    def half_done(command: str, *, actor: Actor, now: object, uow: UnitOfWork) -> None:
        _begin(world, data, uow)
        raise RuleBroken()

    assert isinstance(refusal(lambda: world.do(half_done, "")), RuleBroken)
    assert snapshot(world) == before


@law("S9")
def a_receipt_is_there_with_its_effect(world: World, data: st.DataObject) -> None:
    """A receipt commits with its effect or not at all: a repeated call makes one booking and gets the same answer,
    the key with another request is refused, and a refused call may use its key again.
    """
    session = a_session(world, 2)
    with world.open() as uow:
        receipt = Receipt(scope="x", key=KEY, fingerprint="f", body="{}", created_at=world.clock.now)
        uow.receipts.add(receipt)
    with world.open() as uow:
        assert uow.receipts.find("x", KEY) is None, "a receipt outlived its transaction"
    seats = data.draw(st.integers(1, 2))
    command, another = wanted(session.id, seats=seats), wanted(session.id, OTHER)
    too_many = wanted(session.id, seats=3)
    assert isinstance(refusal(lambda: _once(world, too_many)), SessionFull)
    first = _once(world, command)
    for _ in range(data.draw(st.integers(1, 3))):
        world.clock.pass_by(minutes=1)
        assert _once(world, command) == first
    assert isinstance(refusal(lambda: _once(world, another)), IdempotencyKeyReused)
    with world.open() as uow:
        assert uow.receipts.find(SYSTEM.scope, KEY) is None, "one caller's key opens another's receipt"
    with world.open() as uow:
        assert every_booking(uow) == [first]
        assert seats_wrong(uow) == []


def _once(world: World, command: CreateBooking) -> Booking:
    return world.do_once(create_booking, command, ANONYMOUS, KEY, Booking).value


@law("S11", needs=Capability.OUTBOX)
def messages_leave_with_their_cause(world: World, data: st.DataObject) -> None:
    """A message is in the outbox if and only if the change that wants it is committed; whoever claims it has it to
    themselves until the lease ends, and once delivered it is gone.
    """
    queue = world.subject.queue
    assert queue is not None
    session, target = a_session(world), a_session(world)
    with world.open() as uow:
        world.carry_out(create_booking, wanted(session.id), uow, ANONYMOUS)
    now, lease = world.clock.pass_by(minutes=1), timedelta(minutes=data.draw(st.integers(1, 60)))
    assert queue.claim(now=now, lease=lease, limit=9) == (), "news of what did not happen"
    booking = a_booking(world, session.id)
    expected = {("booking-confirmed", str(booking.id))}
    if data.draw(st.booleans()):
        world.do(move_booking, MoveBooking(booking_id=booking.id, session_id=target.id), SYSTEM)
        expected.add(("booking-moved", str(booking.id)))
    claimed = queue.claim(now=now, lease=lease, limit=9)
    assert {(message.topic, message.body["booking_id"]) for message in claimed} == expected
    assert len(claimed) == len(expected)
    assert queue.claim(now=now, lease=lease, limit=9) == (), "claimed twice"
    queue.delivered(claimed[0], now=now)
    again = queue.claim(now=now + lease, lease=lease, limit=9)
    assert {message.id for message in again} == {message.id for message in claimed[1:]}


@law("S16", needs=Capability.PROVOKE)
def a_broken_commit_is_told_and_can_be_repeated(world: World, data: st.DataObject) -> None:
    """When the store fails at commit, the caller is told or finds the answer by the key; all of it is there or none,
    and the same call with the same key ends with one booking.
    """
    assert world.subject.provoke is not None
    session = a_session(world)
    command = wanted(session.id, seats=data.draw(st.integers(1, 3)))
    with world.subject.provoke():
        told = refusal(lambda: _once(world, command))
    with world.open() as uow:
        there = len(every_booking(uow))
    assert there == 1 or (there == 0 and told is not None), "the commit failed and nobody was told"
    made = _once(world, command)
    with world.open() as uow:
        assert every_booking(uow) == [made]
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])
