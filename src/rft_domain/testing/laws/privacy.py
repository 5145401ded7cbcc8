"""Laws of erasure: of who is erased nothing is left, and of everything else all is (product.md B15)."""

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ADMIN, SYSTEM
from ...activity.checkpoints import checkpoint_of
from ...activity.queries import AuditFilter
from ...activity.seals import Keys, chained
from ...activity.trail import Sealed
from ...activity.verify import Verdict, verify
from ...bookings.booking import Booking
from ...bookings.contact import AttendeeDetails
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from ...identity.user import UserStatus
from ...privacy.erasure import Erasure
from ...privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from ...privacy.use_cases.erase_user import EraseUser, erase_user
from ...shared.audit import AuditRow, Origin
from ...shared.errors import StaleWrite
from ...shared.paging import PageRequest
from ...unit_of_work import UnitOfWork
from ..capabilities import Capability
from ..law import law
from ..lives import Life, a_life
from ..recount import every_booking, every_session, figures_wrong, seats_wrong
from ..scenes import a_booking, a_session
from ..world import World

KEYS = Keys({"law": bytes(32)})


def _two(world: World, data: st.DataObject) -> tuple[Life, Life]:
    """Ana and Bob; Ana attends one of Bob's bookings too, and may have become a member of his company."""
    session = a_session(world, 50)
    ana, bob = a_life(world, "zqana", session.id, 11), a_life(world, "zqbob", session.id, 22)
    details = AttendeeDetails(
        first_name="zqanafirst", last_name="zqanalast", email=ana.email, special_requirements="zqanaelsewhere"
    )
    seat = bob.booking.attendees[1].id
    world.do(substitute_attendee, SubstituteAttendee(booking_id=bob.booking.id, attendee_id=seat, details=details))
    for life in (ana, bob):
        if data.draw(st.booleans()):
            world.do(cancel_booking, CancelBooking(booking_id=life.booking.id), SYSTEM)
    again = a_booking(world, session.id, "zqana@example.org", data.draw(st.integers(1, 3)))
    world.clock.pass_by(minutes=data.draw(st.integers(0, 60)))
    return evolve(ana, more=(again,)), bob


def _erase(world: World, who: Life) -> Erasure:
    return world.do(erase_customer, EraseCustomer(customer_id=who.customer_id, with_bookings_ahead=True))


def _dump(world: World) -> list[str]:
    assert world.subject.dump is not None
    return list(world.subject.dump())


@law("S65", Capability.DUMP)
def nothing_is_left_of_who_is_erased(world: World, data: st.DataObject) -> None:
    """Of a person who is erased nothing is left anywhere in the store: not in what they told us, not in what others
    told us of them, not in letters, stored answers or the audit trail; and what is about nobody but others is as it
    was.
    """
    ana, bob = _two(world, data)
    if data.draw(st.booleans()):
        _becomes_member(world, ana, bob)
        gone = world.do(erase_user, EraseUser(user_id=ana.user_id))
        left = _rows_of_users(world, ana)
        assert [one for one in left if ana.found_in(one)] == []
        assert gone.total > 0
        return
    before = _dump(world)
    assert [one for one in before if ana.found_in(one)] != []
    _erase(world, ana)
    after = _dump(world)
    assert [one for one in after if ana.found_in(one)] == []
    others = {one for one in before if not ana.is_named_in(one) and not _is_of_both(one, bob)}
    lost = others - set(after)
    assert lost == set(), lost
    assert [one for one in after if bob.found_in(one)] != []


def _is_of_both(row: str, bob: Life) -> bool:
    """The booking on which both are, and what was committed to of it."""
    return str(bob.booking.id) in row


def _becomes_member(world: World, ana: Life, bob: Life) -> None:
    """Of Bob's customer, and no longer of her own."""
    with world.open() as uow:
        user = uow.users.get(ana.user_id)
        uow.users.save(evolve(user, customer_id=bob.customer_id, version=user.version + 1, events=()))
        uow.commit()


def _rows_of_users(world: World, ana: Life) -> list[str]:
    """All rows but those of the customer she was: that is a customer of its own, and stays."""
    own = (str(ana.customer_id), *(str(booking.id) for booking in ana.bookings), "zqana.friend@", "zqana.new@")
    return [one for one in _dump(world) if not any(text in one for text in own) and "zqanafriend" not in one]


@law("S66")
def the_books_stay_when_somebody_is_erased(world: World, data: st.DataObject) -> None:
    """Erasing somebody changes no figure, no seat, no price and no state of a booking, and counts as many attendees as
    before; the seals of the audit trail hold, and so does a recount.
    """
    ana, _ = _two(world, data)
    with world.open() as uow:
        books, trail = _books(uow), _trail(uow)
    seals = tuple(chained(trail, None, KEYS))
    assert [row.origin for row in trail if row.origin != Origin()] != []
    _erase(world, ana)
    with world.open() as uow:
        assert _books(uow) == books
        assert (figures_wrong(uow), seats_wrong(uow)) == ([], [])
        rows = {row.id: row for row in _trail(uow)}
    chain = [Sealed(seal, rows.get(seal.row_id)) for seal in seals]
    signed = checkpoint_of(seals[-1], world.clock.now, KEYS)
    assert verify(chain, [signed], KEYS) == Verdict(rows=len(seals))


def _books(uow: UnitOfWork) -> object:
    bookings = sorted(every_booking(uow), key=lambda booking: booking.id)
    customers = {booking.customer_id for booking in bookings if booking.customer_id is not None}
    figures = {customer_id: uow.customers.get(customer_id).figures for customer_id in customers}
    seats = {view.id: (view.capacity, view.seats_taken) for view in every_session(uow)}
    return [_sale(booking) for booking in bookings], figures, seats


def _sale(booking: Booking) -> object:
    seats = [(one.id, one.is_primary, one.attendance, one.cancelled_at) for one in booking.attendees]
    state = (booking.status, booking.payment_status, booking.created_at, booking.discount_code)
    return booking.id, booking.customer_id, booking.session_id, booking.price, state, seats


def _trail(uow: UnitOfWork) -> list[AuditRow]:
    rows = uow.audit_reader.page(AuditFilter(), PageRequest(limit=200)).items
    return sorted(rows, key=lambda row: (row.at, row.id))


@law("S67")
def who_is_erased_stays_erased(world: World, data: st.DataObject) -> None:
    """Erasing somebody a second time changes nothing and shows the same evidence; their address is free for a new
    customer and a new user; and who had read them before can write nothing back.
    """
    ana, _ = _two(world, data)
    with world.open() as late:
        known, booking = late.customers.get(ana.customer_id), late.bookings.get(ana.booking.id)
        first = _erase_in_between(world, ana)
        late.customers.save(evolve(known, version=known.version + 1))
        late.bookings.save(evolve(booking, version=booking.version + 1))
        assert _refused(late)
    with world.open() as uow:
        shell, user = uow.customers.get(ana.customer_id), uow.users.get(ana.user_id)
        assert (shell.erased_at, shell.email.identity) == (first.at, f"erased-{shell.id}@erased.invalid")
        assert (user.erased_at, user.status, user.password_hash) == (first.at, UserStatus.INACTIVE, None)
        assert uow.users.by_email(ana.email) is None
        assert uow.erasures.all() == (first,)
    world.clock.pass_by(minutes=1)
    assert _erase(world, ana) == first
    with world.open() as uow:
        assert (uow.customers.get(ana.customer_id), uow.erasures.all()) == (shell, (first,))
    again = a_booking(world, a_session(world).id, "zqana@example.org")
    assert again.customer_id not in (None, ana.customer_id)
    assert again.booked_by not in (None, ana.user_id)


def _erase_in_between(world: World, who: Life) -> Erasure:
    return world.do(erase_customer, EraseCustomer(customer_id=who.customer_id, with_bookings_ahead=True), ADMIN)


def _refused(uow: UnitOfWork) -> bool:
    try:
        uow.commit()
    except StaleWrite:
        return True
    return False
