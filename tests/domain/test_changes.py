"""Field by field on record, and nothing personal in the clear (product.md H5)."""

import json
import types
from collections.abc import Iterator
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import pytest
from attrs import evolve, fields, frozen, has

from rft_adapters.memory import MemoryStore
from rft_domain.access.actor import ADMIN
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails
from rft_domain.bookings.pricing import Discount
from rft_domain.bookings.roster import Roster
from rft_domain.bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from rft_domain.catalogue.course import Course
from rft_domain.catalogue.session import Session
from rft_domain.customers.customer import Customer
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.identity.user import User
from rft_domain.shared.changes import Record, commitment, recorded
from rft_domain.shared.email import Email
from rft_domain.shared.phone import Phone
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import SeededEntropy, Subject, World, new_world

RECORDED = (User, Customer, Course, Session, Booking, Roster, Discount)


def undeclared(kind: Any, record: Record, path: str = "") -> Iterator[str]:
    """The paths of the fields below ``kind`` that are in no list of ``record``."""
    hints = get_type_hints(kind)
    for attribute in fields(kind):
        here = f"{path}.{attribute.name}" if path else attribute.name
        if record.knows(here):
            continue
        parts = [part for part in _parts(hints[attribute.name]) if has(part)]
        if not parts:
            yield here
        for part in parts:
            yield from undeclared(part, record, here)


def _parts(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in (Union, types.UnionType, tuple):
        for part in get_args(hint):
            yield from _parts(part)
    else:
        yield hint


def declared_and_gone(kind: Any) -> set[str]:
    """The paths in the lists that lead nowhere."""
    return {path for path in kind.record.personal | kind.record.plain if not _leads(kind, path.split("."))}


def _leads(kind: Any, names: list[str]) -> bool:
    hints = get_type_hints(kind) if has(kind) else {}
    if not names:
        return True
    return names[0] in hints and any(_leads(part, names[1:]) for part in _parts(hints[names[0]]))


@pytest.mark.parametrize("kind", RECORDED)
def test_every_field_is_declared_personal_or_plain(kind: Any) -> None:
    assert list(undeclared(kind, kind.record)) == []
    assert declared_and_gone(kind) == set()
    assert not kind.record.personal & kind.record.plain


@frozen(kw_only=True)
class Nickname:
    spoken: str


@frozen(kw_only=True)
class Planted:
    id: int = 1
    email: str = ""
    nickname: Nickname | None = None
    shoe_size: int = 42
    record: ClassVar[Record] = Record.of("planted", personal="email phone", plain="id")


def test_a_planted_field_is_noticed() -> None:
    assert list(undeclared(Planted, Planted.record)) == ["nickname.spoken", "shoe_size"]
    assert declared_and_gone(Planted) == {"phone"}


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(SeededEntropy(5))


@pytest.fixture
def world(store: MemoryStore) -> World:
    return new_world(Subject(open_unit_of_work=store.unit_of_work, reset=store.clear), seed=1)


def test_a_creation_is_its_id_and_nothing_else(world: World, store: MemoryStore) -> None:
    booking = a_booking(world, a_session(world).id)
    row = store.state.audit[-1]
    assert list(row.changes) == [
        {"entity": "user", "id": str(booking.booked_by)},
        {"entity": "customer", "id": str(booking.customer_id)},
        {"entity": "booking", "id": str(booking.id)},
    ]
    assert row.salt is None


def test_a_refusal_has_changed_nothing(world: World, store: MemoryStore) -> None:
    session = a_session(world, capacity=1)
    a_booking(world, session.id)
    with pytest.raises(Exception, match="seats"):
        a_booking(world, session.id)
    assert (store.state.audit[-1].outcome, store.state.audit[-1].changes) == ("refused", ())


def test_nothing_personal_is_in_the_clear(world: World, store: MemoryStore) -> None:
    booking = a_booking(world, a_session(world).id)
    assert booking.customer_id is not None
    canary = AttendeeDetails(
        first_name="Canary-A", last_name="Canary-B", email=Email.parse("canary-c@example.org"),
        special_requirements="Canary-D",
    )  # fmt: skip
    attendee_id = booking.attendees[0].id
    world.do(substitute_attendee, SubstituteAttendee(booking_id=booking.id, attendee_id=attendee_id, details=canary))
    profile = evolve(
        store.state.customers[booking.customer_id].profile,
        first_name="Canary-E", last_name="Canary-F", phone=Phone.parse("+447700900123"), address_line_1="Canary-G",
        address_line_2="Canary-H", city="Canary-I", county="Canary-J", postcode="Canary-K", company="Canary-L",
        company_role="Canary-M", department="Canary-N", vat_number="Canary-O",
    )  # fmt: skip
    world.do(change_profile, ChangeProfile(customer_id=booking.customer_id, profile=profile), ADMIN)
    rows = store.state.audit[-2:]
    told = json.dumps([[dict(row.about), list(row.changes)] for row in rows])
    assert "canary" not in told.lower()
    assert "7700900123" not in told
    assert told.count("hmac-sha256:") >= 4 + 12
    assert rows[0].salt != rows[1].salt


def test_whoever_knows_the_value_can_show_that_it_was_this_one(world: World, store: MemoryStore) -> None:
    booking = a_booking(world, a_session(world).id)
    details = evolve(booking.attendees[0].details, first_name="Ben")
    world.do(
        substitute_attendee,
        SubstituteAttendee(booking_id=booking.id, attendee_id=booking.attendees[0].id, details=details),
    )
    row = store.state.audit[-1]
    assert row.salt is not None
    [change] = [change for change in row.changes if change["field"].endswith("first_name")]
    assert change["after"] == commitment(row.salt, change["field"], "Ben")
    assert change["after"] != commitment(row.salt, change["field"], "Bob")
    assert change["after"] != commitment("00" * 32, change["field"], "Ben")
    assert row.salt not in json.dumps(list(row.changes))


def test_a_field_in_no_list_is_taken_for_personal() -> None:
    [change], salt = recorded([(Planted(shoe_size=42), Planted(shoe_size=43))], SeededEntropy(1))
    assert salt is not None
    assert change["after"] == commitment(salt, "shoe_size", 43)
