"""Laws of access: the policy holds on data, whoever stores it (product.md H, K: P3, P6)."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from ...access.actor import ADMIN, ANONYMOUS, SYSTEM, Actor, ActorKind
from ...bookings.booking import Booking
from ...bookings.queries import ListBookings, SeeBooking, list_bookings, see_booking
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...customers.use_cases.change_profile import ChangeProfile, change_profile
from ...identity.queries import ListUsers, SeeUser, list_users, see_user
from ...identity.use_cases.assign_role import AssignRole, assign_role
from ...identity.user import Role
from ...shared.errors import Forbidden, Invalid, NotFound, RftError, Unauthenticated
from ...shared.ids import UserId
from ...shared.paging import PageRequest
from ..law import law
from ..scenes import a_booking, a_session, a_user, member
from ..strategies import texts
from ..world import World, refusal

OFFICE = (ADMIN, SYSTEM, Actor(kind=ActorKind.SUPERUSER))


@frozen(kw_only=True)
class Cast:
    """Two customers with a member each, two instructors with a session each, and bookings across."""

    bookings: tuple[Booking, ...]
    instructors: dict[Any, UserId]
    """By the session that they teach."""

    @property
    def actors(self) -> Iterator[Actor]:
        yield from OFFICE
        yield ANONYMOUS
        for kind in (ActorKind.CUSTOMER, ActorKind.ORGANISER):
            yield member(None, None, kind)
            for booking in self.bookings:
                yield member(booking.booked_by, booking.customer_id, kind)
        for user_id in self.instructors.values():
            yield Actor(kind=ActorKind.INSTRUCTOR, user_id=user_id)

    def may_see(self, actor: Actor, booking: Booking) -> bool:
        """Written out by hand, not asked of the policy."""
        if actor.kind in (ActorKind.ADMIN, ActorKind.SUPERUSER, ActorKind.SYSTEM):
            return True
        if actor.kind in (ActorKind.CUSTOMER, ActorKind.ORGANISER):
            return booking.customer_id is not None and booking.customer_id == actor.customer_id
        return actor.kind is ActorKind.INSTRUCTOR and self.instructors[booking.session_id] == actor.user_id


def a_cast(world: World, data: st.DataObject) -> Cast:
    teachers = [a_user(world, f"teacher{n}@example.org", Role.INSTRUCTOR) for n in (1, 2)]
    sessions = [a_session(world, instructor_ids=frozenset({teacher.id})) for teacher in teachers]
    places = st.tuples(st.sampled_from(("ana@example.org", "bob@example.org")), st.booleans(), st.booleans())
    bookings = [
        a_booking(world, sessions[second].id, address, linked=linked)
        for address, second, linked in data.draw(st.lists(places, min_size=1, max_size=5))
    ]
    return Cast(bookings=tuple(bookings), instructors={s.id: t.id for s, t in zip(sessions, teachers, strict=True)})


@law("S7")
def lists_show_what_may_be_opened(world: World, data: st.DataObject) -> None:
    """What an actor's list contains, what they may open, and what the rules on paper say are the same set, for every
    kind of actor.
    """
    cast = a_cast(world, data)
    for actor in cast.actors:
        expected = {booking.id for booking in cast.bookings if cast.may_see(actor, booking)}
        if actor.kind is ActorKind.ANONYMOUS:
            assert isinstance(refusal(lambda: world.do(list_bookings, ListBookings(), ANONYMOUS)), Unauthenticated)
            continue
        page = world.do(list_bookings, ListBookings(page=PageRequest(count=True)), actor)
        assert {booking.id for booking in page.items} == expected
        assert page.total == len(expected)
        opened = {b.id for b in cast.bookings if _went_through(world, see_booking, SeeBooking(booking_id=b.id), actor)}
        assert opened == expected
        _check_people(world, cast, actor)


def _check_people(world: World, cast: Cast, actor: Actor) -> None:
    """Everybody sees themselves; the office sees all."""
    people = {booking.booked_by for booking in cast.bookings if booking.booked_by} | set(cast.instructors.values())
    office = actor.kind in (ActorKind.ADMIN, ActorKind.SUPERUSER, ActorKind.SYSTEM)
    expected = people if office else people & {actor.user_id}
    page = world.do(list_users, ListUsers(page=PageRequest(count=True)), actor)
    assert ({user.id for user in page.items}, page.total) == (expected, len(expected))
    assert {id for id in people if _went_through(world, see_user, SeeUser(user_id=id), actor)} == expected


def _went_through(world: World, use_case: Any, command: object, actor: Actor) -> bool:
    told = refusal(lambda: world.do(use_case, command, actor))
    assert isinstance(told, NotFound | Forbidden | Unauthenticated | None)
    return told is None


@law("P3")
def ownership_goes_through_the_customer(world: World, data: st.DataObject) -> None:
    """An actor may act on a booking or a profile if and only if it is their own customer's, or theirs to administer;
    a refusal changes nothing.
    """
    cast = a_cast(world, data)
    actor = data.draw(st.sampled_from(list(cast.actors)))
    booking = data.draw(st.sampled_from(cast.bookings))
    may = cast.may_see(actor, booking) and actor.kind is not ActorKind.INSTRUCTOR
    with world.open() as uow:
        customer = uow.customers.get(booking.customer_id) if booking.customer_id is not None else None
    if customer is not None:
        profile = customer.enriched({"city": "Leeds"}, world.clock.now).profile
        command = ChangeProfile(customer_id=customer.id, profile=profile)
        assert _went_through(world, change_profile, command, actor) is may
        with world.open() as uow:
            assert (uow.customers.get(customer.id).profile == profile) is may
    assert _went_through(world, cancel_booking, CancelBooking(booking_id=booking.id), actor) is may
    with world.open() as uow:
        assert (uow.bookings.get(booking.id) != booking) is may


@law("P6")
def only_listed_roles(world: World, data: st.DataObject) -> None:
    """A user has one of the listed roles and comes back with it; a customer's role is the default; any other word is
    refused; staff roles are a superuser's to grant.
    """
    session = a_session(world)
    booking = a_booking(world, session.id)
    assert booking.booked_by is not None
    user_id = booking.booked_by
    with world.open() as uow:
        assert uow.users.get(user_id).role is Role.CUSTOMER
    word = data.draw(st.sampled_from(("Admin", "root", "participant", "")) | texts(9))
    assert word in set(Role) or isinstance(refusal(lambda: Role.parse(word)), Invalid)
    role, actor = data.draw(st.sampled_from(Role)), data.draw(st.sampled_from(OFFICE))
    told: RftError | None = refusal(lambda: world.do(assign_role, AssignRole(user_id=user_id, role=role), actor))
    refused = actor is ADMIN and role in (Role.ADMIN, Role.SUPERUSER)
    assert isinstance(told, Forbidden) is refused
    with world.open() as uow:
        assert uow.users.get(user_id).role is (Role.CUSTOMER if refused else role)
