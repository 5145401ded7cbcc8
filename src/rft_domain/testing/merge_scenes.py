"""Two profiles of one person with a history in every table, and all that there is of them: for the laws of merges."""

from typing import Any
from uuid import UUID

from attrs import evolve, field, frozen
from hypothesis import strategies as st

from ..access.actor import ANONYMOUS, SYSTEM
from ..bookings.booking import Booking
from ..bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ..customers.customer import Customer
from ..customers.preferences import Choices, Preferences
from ..customers.profile import Profile
from ..customers.sensitive import Details
from ..customers.use_cases.change_preferences import ChangePreferences, change_preferences
from ..customers.use_cases.change_profile import ChangeProfile, change_profile
from ..customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from ..identity.use_cases.invite_member import InviteMember, invite_member
from ..identity.use_cases.look_up import LookUp, look_up
from ..shared.email import Email
from ..shared.ids import BookingId, CustomerId, UserId
from ..shared.paging import PageRequest
from ..unit_of_work import UnitOfWork
from .recount import every_booking, every_session
from .scenes import a_booking, a_session
from .strategies import names, phones, sensitive_details
from .world import World

ANA, ANNA, CYD = "ana.silva@example.org", "anasilva@example.org", "cyd@example.org"
_COMPANY = "office@example.org"


@frozen(kw_only=True)
class Scene:
    """Two profiles of one person, ``winner`` and ``loser``, and somebody else; ``first`` is each one's own booking."""

    winner: CustomerId
    loser: CustomerId
    other: CustomerId
    first: dict[str, Booking] = field(factory=dict)

    @property
    def everybody(self) -> tuple[CustomerId, ...]:
        return (self.winner, self.loser, self.other)


def set_the_scene(world: World, data: st.DataObject) -> Scene:
    """Both have a history in every table: bookings, members, invitations, guests, choices; some on one session."""
    shared, wide = a_session(world, 6), a_session(world, 40)
    first: dict[str, Booking] = {}
    for address in (ANA, ANNA, CYD):
        world.clock.pass_by(minutes=1)
        first[address] = a_booking(world, wide.id, address)
    ids = [first[address].customer_id for address in (ANA, ANNA, CYD)]
    assert all(ids)
    scene = Scene(winner=_id(ids[0]), loser=_id(ids[1]), other=_id(ids[2]), first=first)
    for address in data.draw(st.lists(st.sampled_from((ANA, ANNA)), max_size=3)):
        world.clock.pass_by(minutes=1)
        session = data.draw(st.sampled_from((shared, wide)))
        booking = a_booking(world, session.id, address, data.draw(st.integers(1, 2)))
        if data.draw(st.booleans()):
            world.do(cancel_booking, CancelBooking(booking_id=booking.id), SYSTEM)
    for customer_id in data.draw(st.permutations((scene.winner, scene.loser))):
        world.clock.pass_by(minutes=1)
        _fill(world, data, customer_id, first)
    return scene


def _id(customer_id: CustomerId | None) -> CustomerId:
    assert customer_id is not None
    return customer_id


def _fill(world: World, data: st.DataObject, customer_id: CustomerId, first: dict[str, Booking]) -> None:
    profile = Profile(
        first_name=data.draw(names()),
        last_name=data.draw(names()),
        phone=data.draw(st.none() | phones()),
        city=data.draw(st.sampled_from((None, "Leeds", "York"))),
        company=data.draw(st.sampled_from((None, "Silva Ltd"))),
    )
    world.do(change_profile, ChangeProfile(customer_id=customer_id, profile=profile))
    if data.draw(st.booleans()):
        choices = Choices(marketing=data.draw(st.booleans()), sms=data.draw(st.booleans()))
        world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=choices))
    if data.draw(st.booleans()):
        told = ChangeSensitiveDetails(customer_id=customer_id, details=data.draw(sensitive_details()))
        world.do(change_sensitive_details, told)
    for address in data.draw(st.sets(st.sampled_from((_COMPANY, f"{customer_id.hex}@example.org")))):
        invitation = InviteMember(
            customer_id=customer_id, email=Email.parse(address), first_name="Eva", last_name="Silva"
        )
        world.do(invite_member, invitation)
    if data.draw(st.booleans()):
        world.do(look_up, knock(next(one for one in first.values() if one.customer_id == customer_id)), ANONYMOUS)


def knock(booking: Booking) -> LookUp:
    return LookUp(reference=booking.reference.symbols, email=booking.contact.email.identity)


Named = dict[tuple[CustomerId, str], frozenset[UUID]]


@frozen
class Snapshot:
    """All that the ports show of some customers, with what a merge counts up set to nothing."""

    customers: dict[CustomerId, Customer]
    preferences: dict[CustomerId, Preferences]
    details: dict[CustomerId, Details]
    named: Named
    bookings: dict[BookingId, Booking]
    seats: dict[Any, int]


def snapshot(world: World, scene: Scene, without: frozenset[Any] = frozenset()) -> Snapshot:
    """``without`` are instants whose lines of activity and consent are left out: those that say what was done."""
    with world.open() as uow:
        customers = {one: uow.belongings.pair(one, scene.other, held=False)[0] for one in scene.everybody}
        return Snapshot(
            customers={id: evolve(one, version=1, updated_at=one.created_at) for id, one in customers.items()},
            preferences={one: evolve(uow.consents.get(one), version=1) for one in customers},
            details={one: uow.sensitive.get(one).details for one in customers},
            named=_named(uow, scene, without),
            bookings={one.id: evolve(one, version=1) for one in every_booking(uow)},
            seats={view.id: view.seats_taken for view in every_session(uow)},
        )


def _named(uow: UnitOfWork, scene: Scene, without: frozenset[Any]) -> Named:
    """By table: which rows name whom, whatever the tables are."""
    found: Named = {}
    merges: set[UUID] = {one.id for one in uow.merges.page(None, PageRequest()).items}
    for one in scene.everybody:
        nobody = CustomerId(UUID(int=0))
        lines = uow.activity_reader.page(UserId(nobody), one, PageRequest(limit=200)).items
        told = uow.consents.history(one)
        written = merges | {line.id for line in lines if line.at in without}
        written |= {line.id for line in told if line.at in without}
        for affected in uow.belongings.of(one, nobody):
            if ids := frozenset(affected.ids) - written:
                found[one, affected.place] = ids
    return found
