"""What somebody sees of a booking that they may see, field by field, over HTTP and as a library."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from attrs import evolve, frozen

from rft_domain.access import fields
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.fields import FIELDS, Field, FieldCell
from rft_domain.access.policy import Relation
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.queries import BookingFilter, ListBookings, SeeBooking, list_bookings, see_booking
from rft_domain.bookings.views import BookingView
from rft_domain.identity.user import Role
from rft_domain.shared.errors import Forbidden
from rft_domain.shared.ids import BookingId
from rft_domain.testing.scenes import a_session, a_user
from rft_domain.testing.world import World, refusal
from tests.access.conftest import Emptied
from tests.access.stage import Api

# written by hand; nobody else sees a booking. The last is a guest with the reference of another booking
_MEMBER = set(Field) - {Field.SPECIAL_REQUIREMENTS}
SEEN: dict[ActorKind, set[Field]] = {
    ActorKind.CUSTOMER: _MEMBER,
    ActorKind.ORGANISER: _MEMBER,
    ActorKind.INSTRUCTOR: {Field.ATTENDEES, Field.SPECIAL_REQUIREMENTS},
    ActorKind.ADMIN: set(Field),
    ActorKind.SUPERUSER: set(Field),
    ActorKind.SYSTEM: set(Field),
    ActorKind.PROVEN_GUEST: set(Field),
    ActorKind.PORTAL_GUEST: {Field.CUSTOMER, Field.PRICE},
}
OF_AN_ATTENDEE = {Field.ATTENDEE_EMAIL, Field.SPECIAL_REQUIREMENTS}
OF_OWN_BOOKING = {Field.CUSTOMER, Field.PRICE, Field.REFERENCE, Field.CONTACT, Field.ATTENDEES}
BODY: dict[str, Any] = {
    "contact": {
        "email": "ana@secret-contact.org",
        "first_name": "Ana",
        "last_name": "Secretname",
        "phone": "07700 900123",
        "company": "Secret Ltd",
    },
    "attendees": [
        {
            "first_name": "Rui",
            "last_name": "Silva",
            "email": "rui@secret-attendee.org",
            "special_requirements": "needs a secret ramp",
        }
    ],
}
# what to look for in an answer, and the names that must be there
CANARIES: dict[Field, list[str]] = {
    Field.REFERENCE: ['"reference"'],
    Field.CUSTOMER: ['"customer_id"', '"booked_by"'],
    Field.CONTACT: ["secret-contact.org", "Secretname", "900123", "Secret Ltd", '"contact"'],
    Field.ATTENDEES: ["Rui", "attendance"],
    Field.ATTENDEE_EMAIL: ["secret-attendee.org"],
    Field.SPECIAL_REQUIREMENTS: ["needs a secret ramp"],
    Field.PRICE: ["75.00", "12.50", '"price"', '"payment_status"'],
}


@frozen
class Scene:
    """A booking with something of its own in every field, and somebody of every kind who may see it."""

    world: World
    api: Api
    booking: Booking
    teacher: Actor

    def actor(self, kind: ActorKind) -> Actor:
        return Actor(kind=kind, user_id=self.teacher.user_id, customer_id=self.booking.customer_id)


@pytest.fixture
def scene(emptied: Emptied, new: Callable[[], World]) -> Scene:
    world = new()
    api, teacher = Api(world, emptied[0]), a_user(world, "tom@example.org", Role.INSTRUCTOR)
    session = a_session(world, instructor_ids=frozenset({teacher.id}))
    instructor = Actor(kind=ActorKind.INSTRUCTOR, user_id=teacher.id)
    made = api.ask(instructor, "POST", f"/api/sessions/{session.id}/bookings", BODY)
    assert made.status_code == 201
    with world.open() as uow:
        booking = uow.bookings.get(BookingId(UUID(made.json["id"])))
    return Scene(world, api, booking, instructor)


def told(text: str) -> set[Field]:
    """The fields of which anything can be found in ``text``."""
    return {field for field, canaries in CANARIES.items() if any(canary in text for canary in canaries)}


def answers(scene: Scene, actor: Actor) -> Iterator[str]:
    """Everything that the actor is told about the booking, over HTTP and as a library."""
    yield scene.api.ask(actor, "GET", f"/api/bookings/{scene.booking.id}").text
    yield scene.api.ask(actor, "GET", "/api/bookings").text
    now = scene.world.clock.now
    with scene.world.open() as uow:
        one = see_booking(SeeBooking(booking_id=scene.booking.id), actor=actor, now=now, uow=uow)
        (listed,) = list_bookings(ListBookings(), actor=actor, now=now, uow=uow).items
    assert one == listed
    yield " ".join(_words(one))


def _words(view: BookingView) -> Iterator[str]:
    """A view in the words of the canaries."""
    names = ("reference", "customer_id", "booked_by", "contact", "price", "payment_status")
    yield from (f'"{name}"' for name in names if getattr(view, name) is not None)
    yield repr((view.contact, view.attendees, view.price))


def differences(scene: Scene, kind: ActorKind) -> list[set[Field]]:
    return others(scene, scene.actor(kind), SEEN[kind])


def others(scene: Scene, actor: Actor, expected: set[Field]) -> list[set[Field]]:
    return [seen for seen in map(told, answers(scene, actor)) if seen != expected]


def test_a_guest_sees_who_goes_on_the_booking_of_their_reference(scene: Scene) -> None:
    guest = evolve(scene.actor(ActorKind.PORTAL_GUEST), booking_id=scene.booking.id)
    assert others(scene, guest, OF_OWN_BOOKING) == []
    for field in Field:
        cell: FieldCell = (ActorKind.PORTAL_GUEST, field, Relation.OWN_BOOKING)
        with patch.object(fields, "FIELDS", FIELDS ^ {cell}):
            idle = field in SEEN[ActorKind.PORTAL_GUEST]
            assert idle or others(scene, guest, OF_OWN_BOOKING) != [], field


@pytest.mark.parametrize("kind", SEEN)
def test_an_answer_holds_what_its_reader_may_see_and_nothing_else(scene: Scene, kind: ActorKind) -> None:
    assert differences(scene, kind) == []


@pytest.mark.parametrize("kind", SEEN)
def test_every_mutant_of_the_table_of_fields_is_found(scene: Scene, kind: ActorKind) -> None:
    for field in Field:
        hidden = field in OF_AN_ATTENDEE and Field.ATTENDEES not in SEEN[kind]
        with patch.object(fields, "FIELDS", FIELDS ^ {(kind, field, Relation.ANY)}):
            assert hidden or differences(scene, kind) != [], field


def test_nobody_else_is_in_the_table_of_fields() -> None:
    assert {kind for kind, _, _ in FIELDS} == set(SEEN)


def test_an_instructor_reads_who_comes_and_what_they_need(scene: Scene) -> None:
    found = scene.api.ask(scene.teacher, "GET", f"/api/bookings/{scene.booking.id}")
    (attendee,) = scene.booking.attendees
    assert found.status_code == 200
    assert found.json == {
        "id": str(scene.booking.id),
        "status": "confirmed",
        "session_id": str(scene.booking.session_id),
        "attendees": [
            {
                "id": str(attendee.id),
                "first_name": "Rui",
                "last_name": "Silva",
                "is_primary": True,
                "attendance": "unmarked",
                "special_requirements": "needs a secret ramp",
            }
        ],
        "created_at": found.json["created_at"],
        "version": found.json["version"],
    }


def test_whoever_books_is_answered_what_they_typed(scene: Scene) -> None:
    path = f"/api/sessions/{scene.booking.session_id}/bookings"
    everybody = [Actor(kind=kind) for kind in ActorKind]
    texts = [scene.api.ask(actor, "POST", path, BODY, None).text for actor in everybody]
    assert [told(text) for text in texts] == [_MEMBER] * len(everybody)


def test_the_answer_to_a_change_holds_no_more_than_reading(scene: Scene) -> None:
    (attendee,) = scene.booking.attendees
    path = f"/api/bookings/{scene.booking.id}/attendees/{attendee.id}"
    for kind in (ActorKind.CUSTOMER, ActorKind.ORGANISER, ActorKind.ADMIN):
        with scene.world.open() as uow:
            version = uow.bookings.get(scene.booking.id).version
        changed = scene.api.ask(scene.actor(kind), "PUT", path, BODY["attendees"][0], version)
        assert (changed.status_code, told(changed.text)) == (200, SEEN[kind])


def test_who_does_not_see_the_customer_does_not_find_by_it(scene: Scene) -> None:
    wanted = ListBookings(wanted=BookingFilter(customer_id=scene.booking.customer_id))

    def ask() -> object:
        with scene.world.open() as uow:
            return list_bookings(wanted, actor=scene.teacher, now=scene.world.clock.now, uow=uow)

    assert isinstance(refusal(ask), Forbidden)
