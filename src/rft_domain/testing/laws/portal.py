"""Laws of the portal: who has no log-in sees one customer, for a while (product.md H3)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ANONYMOUS, SYSTEM, ActorKind
from ...bookings.booking import Booking
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...customers.customer import Customer, CustomerStatus
from ...customers.profile import Profile
from ...identity.errors import LinkRefused, LookUpRefused
from ...identity.portal_link import PortalLink
from ...identity.tokens import token_hash
from ...identity.use_cases.issue_link import IssueLink, issue_link
from ...identity.use_cases.look_up import LookUp, Opened, look_up
from ...identity.use_cases.step_up import StepUp, step_up
from ...identity.user import User
from ...shared.email import Email
from ...shared.errors import StaleWrite
from ...shared.ids import BookingId, CustomerId, PortalLinkId, UserId
from ..law import law
from ..scenes import a_booking, a_session
from ..world import World, refusal

ADDRESSES = ("ana@example.org", "bob@example.org", "member@example.org")


@law("S50")
def a_reference_opens_its_own_customer(world: World, data: st.DataObject) -> None:
    """A reference opens the portal with the address of its booking or of its customer, to that customer alone, and to
    nobody where the booking is cancelled or nobody's, or the customer no longer active; of several customers behind one
    address the reference decides.
    """
    bookings = _bookings(world, data)
    for booking in bookings:
        for address in ADDRESSES:
            command = LookUp(reference=booking.reference.symbols, email=address)
            expected = (booking.customer_id, booking.id) if _opens(world, booking, address) else None
            assert _opened_by(world, command) == expected
    assert _opened_by(world, LookUp(reference="", email=ADDRESSES[0])) is None
    assert _opened_by(world, LookUp(reference="", email="")) is None


def _opened_by(world: World, command: LookUp) -> tuple[CustomerId, BookingId] | None:
    try:
        session = world.do(look_up, command, ANONYMOUS).session
    except LookUpRefused:
        return None
    return session.customer_id, session.booking_id


def _bookings(world: World, data: st.DataObject) -> Sequence[Booking]:
    """For two customers and nobody; a member of the first books with an address of their own, which a third has too."""
    session = a_session(world, 50)
    first = a_booking(world, session.id, ADDRESSES[0])
    assert first.customer_id is not None
    _join(world, Email.parse(ADDRESSES[2]), first.customer_id)
    places = st.tuples(st.sampled_from(ADDRESSES), st.booleans())
    more = [a_booking(world, session.id, ADDRESSES[2])] + [
        a_booking(world, session.id, address, linked=linked)
        for address, linked in data.draw(st.lists(places, min_size=1, max_size=4))
    ]
    for booking in (first, *more):
        if data.draw(st.booleans()):
            world.do(cancel_booking, CancelBooking(booking_id=booking.id), SYSTEM)
    if data.draw(st.booleans()):
        _deactivate(world, first.customer_id)
    with world.open() as uow:
        return [uow.bookings.get(booking.id) for booking in (first, *more)]


def _join(world: World, email: Email, customer_id: CustomerId) -> None:
    now = world.clock.now
    with world.open() as uow:
        id, other_id = UserId(uow.entropy.uuid()), CustomerId(uow.entropy.uuid())
        uow.users.add(
            User.register(id=id, email=email, first_name="Rui", last_name="Silva", customer_id=customer_id, now=now)
        )
        profile = Profile(first_name="Rui", last_name="Silva")
        uow.customers.add_unless_known(Customer.open(id=other_id, email=email, profile=profile, now=now))
        uow.commit()


def _deactivate(world: World, customer_id: CustomerId) -> None:
    with world.open() as uow:
        present = uow.customers.get(customer_id)
        uow.customers.save(evolve(present, status=CustomerStatus.INACTIVE, version=present.version + 1))
        uow.commit()


def _opens(world: World, booking: Booking, address: str) -> bool:
    """Written out by hand."""
    if booking.customer_id is None or booking.status.value == "cancelled":
        return False
    with world.open() as uow:
        customer = uow.customers.get(booking.customer_id)
    addresses = {booking.contact.email.identity, customer.email.identity}
    return customer.status.value == "active" and address in addresses


def _opened(world: World) -> Opened:
    booking = a_booking(world, a_session(world).id)
    command = LookUp(reference=booking.reference.symbols, email=booking.contact.email.identity)
    return world.do(look_up, command, ANONYMOUS)


@law("S51")
def a_guest_stays_for_half_an_hour(world: World, data: st.DataObject) -> None:
    """What a reference opens is found by its token, and by no other, for 30 minutes and not a moment longer; never
    again once it was ended or its customer is no longer active.
    """
    opened = _opened(world)
    start, after = world.clock.now, data.draw(st.integers(0, 3_600))
    micro = data.draw(st.sampled_from((-1, 0)))
    world.clock.now = start + timedelta(seconds=after, microseconds=micro)
    with world.open() as uow:
        found = uow.portal_sessions.by_token(token_hash(opened.token))
        assert uow.portal_sessions.by_token(opened.token) is None
    assert found == opened.session
    assert found.is_open(world.clock.now) is (world.clock.now < start + timedelta(minutes=30))
    if data.draw(st.booleans()):
        _deactivate(world, opened.session.customer_id)
        with world.open() as uow:
            assert uow.portal_sessions.by_token(token_hash(opened.token)) is None
    else:
        with world.open() as uow:
            uow.portal_sessions.save(opened.session.revoked(world.clock.now))
            uow.commit()
        with world.open() as uow:
            ended = uow.portal_sessions.get(opened.session.id)
            assert uow.portal_sessions.of_customer(opened.session.customer_id) == ()
        assert not ended.is_open(start)


@law("S52")
def a_mailed_code_is_used_once(world: World, data: st.DataObject) -> None:
    """A mailed code opens more to the session that asked for it, once, also when it is used twice at the same
    moment; and not after a newer one was mailed.
    """
    opened = _opened(world)
    now = world.clock.now
    guest = opened.session.guest(now)
    code = _code(world, opened)
    if data.draw(st.booleans()):
        older, code = code, _code(world, opened)
        assert isinstance(refusal(lambda: world.do(step_up, StepUp(token=older), guest)), LinkRefused)
    command = StepUp(token=code)
    if data.draw(st.booleans()):
        with world.open() as first, world.open() as second:
            for uow in (first, second):
                world.carry_out(step_up, command, uow, guest)
            first.commit()
            assert isinstance(refusal(second.commit), StaleWrite)
    else:
        world.do(step_up, command, guest)
    assert isinstance(refusal(lambda: world.do(step_up, command, guest)), LinkRefused)
    with world.open() as uow:
        session = uow.portal_sessions.get(opened.session.id)
    assert session.guest(now).kind is ActorKind.PROVEN_GUEST
    world.clock.pass_by(minutes=15)
    assert session.guest(world.clock.now).kind is ActorKind.PORTAL_GUEST


def _code(world: World, opened: Opened) -> str:
    """As the worker mails it."""
    now, session = world.clock.pass_by(microseconds=1), opened.session
    with world.open() as uow:
        link_id = PortalLinkId(uow.entropy.uuid())
        uow.portal_links.add(
            PortalLink.ask(id=link_id, session_id=session.id, customer_id=session.customer_id, now=now)
        )
        uow.commit()
    letter = world.do(issue_link, IssueLink(message_id=UUID(int=1), link_id=link_id), SYSTEM)
    assert letter is not None
    [line] = [line for line in letter.body.splitlines() if line.startswith("Code:")]
    return line.split()[1]
