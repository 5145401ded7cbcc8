"""Laws of the audit trail: what was changed is on record, and nothing personal with it (product.md H5)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import evolve, field, frozen
from hypothesis import strategies as st

from ...access.actor import ADMIN, SYSTEM
from ...activity.queries import AuditFilter, ListAudit, list_audit
from ...bookings.booking import Booking
from ...bookings.contact import AttendeeDetails
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from ...catalogue.session import Session
from ...catalogue.use_cases.change_session import ChangeSession, change_session
from ...customers.use_cases.change_profile import ChangeProfile, change_profile
from ...identity.use_cases.assign_role import AssignRole, assign_role
from ...identity.user import Role
from ...shared.audit import AuditRow
from ...shared.changes import commitment
from ..law import law
from ..scenes import a_booking, a_session
from ..world import World

WORDS = st.sampled_from(("Ben", "Müller-Lüdenscheidt", 'O\'Neil "Bo"', "Ζωή", "\U0001f600 x"))
Fields = Mapping[tuple[str, UUID, str], tuple[object, object]]


@frozen(kw_only=True)
class Told:
    """What must be on record: ``plain`` as it is, ``personal`` as commitments."""

    plain: Fields
    personal: Fields = field(factory=dict)


def _newest(world: World) -> AuditRow:
    with world.open() as uow:
        return list_audit(ListAudit(wanted=AuditFilter()), actor=ADMIN, now=world.clock.now, uow=uow).items[0]


def _cancels(world: World, data: st.DataObject, booking: Booking, session: Session) -> Told:
    world.do(cancel_booking, CancelBooking(booking_id=booking.id))
    key = "booking", booking.id
    return Told(plain={(*key, "status"): ("confirmed", "cancelled"), (*key, "version"): (1, 2)})


def _substitutes(world: World, data: st.DataObject, booking: Booking, session: Session) -> Told:
    old, new = booking.attendees[1], data.draw(WORDS)
    details = AttendeeDetails(first_name=new, last_name=old.details.last_name)
    command = SubstituteAttendee(booking_id=booking.id, attendee_id=old.id, details=details)
    world.do(substitute_attendee, command)
    key = "booking", booking.id
    return Told(
        plain={(*key, "version"): (1, 2)},
        personal={(*key, f"attendees.{old.id}.details.first_name"): (old.details.first_name, new)},
    )


def _moves_house(world: World, data: st.DataObject, booking: Booking, session: Session) -> Told:
    assert booking.customer_id is not None
    with world.open() as uow:
        old = uow.customers.get(booking.customer_id)
    profile = evolve(old.profile, city=data.draw(WORDS), country="IE")
    now = world.clock.now
    world.do(change_profile, ChangeProfile(customer_id=old.id, profile=profile))
    key = "customer", old.id
    return Told(
        plain={
            (*key, "profile.country"): ("GB", "IE"),
            (*key, "updated_at"): (old.updated_at.isoformat(), now.isoformat()),
            (*key, "version"): (old.version, old.version + 1),
        },
        personal={(*key, "profile.city"): (None, profile.city)},
    )


def _changes_session(world: World, data: st.DataObject, booking: Booking, session: Session) -> Told:
    venue, notes = data.draw(WORDS), data.draw(WORDS)
    terms = evolve(session.terms, venue=venue, notes=notes)
    world.do(change_session, ChangeSession(session_id=session.id, terms=terms, capacity=9))
    key = "session", session.id
    return Told(
        plain={
            (*key, "terms.venue"): (session.terms.venue, venue),
            (*key, "version"): (1, 2),
            ("roster", session.id, "capacity"): (20, 9),
        },
        personal={(*key, "terms.notes"): ("", notes)},
    )


def _promotes(world: World, data: st.DataObject, booking: Booking, session: Session) -> Told:
    assert booking.booked_by is not None
    with world.open() as uow:
        old = uow.users.get(booking.booked_by)
    now = world.clock.now
    world.do(assign_role, AssignRole(user_id=old.id, role=Role.INSTRUCTOR), SYSTEM)
    key = "user", old.id
    return Told(
        plain={
            (*key, "role"): ("customer", "instructor"),
            (*key, "updated_at"): (old.updated_at.isoformat(), now.isoformat()),
            (*key, "version"): (old.version, old.version + 1),
        }
    )


@law("S24")
def changes_are_on_record(world: World, data: st.DataObject) -> None:
    """What a command changed is on its audit row, field by field, with what was there before and after; what is
    personal as a commitment only; and what it made by its id.
    """
    session = a_session(world)
    world.clock.pass_by(seconds=1)
    booking = a_booking(world, session.id, seats=2)
    made = {(change["entity"], change["id"]) for change in _newest(world).changes if "field" not in change}
    expected = {"booking": booking.id, "customer": booking.customer_id, "user": booking.booked_by}
    assert made == {(entity, str(key)) for entity, key in expected.items()}
    world.clock.pass_by(seconds=1)
    change = data.draw(st.sampled_from((_cancels, _substitutes, _moves_house, _changes_session, _promotes)))
    told = change(world, data, booking, session)
    row = _newest(world)
    assert _on_record(row) == {**_keyed(told.plain), **_committed(told.personal, row.salt)}


def _on_record(row: AuditRow) -> dict[tuple[Any, ...], tuple[object, object]]:
    return {
        (change["entity"], change["id"], change["field"]): (change["before"], change["after"]) for change in row.changes
    }


def _keyed(fields: Fields) -> dict[tuple[Any, ...], tuple[object, object]]:
    return {(entity, str(key), field): values for (entity, key, field), values in fields.items()}


def _committed(fields: Fields, salt: str | None) -> dict[tuple[Any, ...], tuple[object, object]]:
    """Whoever knows the values can make the commitments again."""
    return {
        (entity, str(key), field): (commitment(salt or "", field, before), commitment(salt or "", field, after))
        for (entity, key, field), (before, after) in fields.items()
    }
