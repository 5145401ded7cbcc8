"""Faults of erasure: something of the person is left, or more than that is gone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from ...privacy.columns import Step, Table
from ...privacy.scope import Scope
from ...shared.ids import BookingId
from ..ports import Open, Ports
from .fault import fault, instead, swapping

Change = Callable[[Table], Table]


def _with_rules(open_unit_of_work: Open, change: Change) -> Open:
    """The adapter, which carries out other rules than it was given."""

    def swap(parts: Ports) -> Ports:
        def erase(tables: Sequence[Table], scope: Scope, now: datetime) -> Mapping[str, int]:
            return parts.personal_data.erase([change(table) for table in tables], scope, now)

        return evolve(parts, personal_data=instead(parts.personal_data, erase=erase))

    return swapping(open_unit_of_work, swap)


def _forgetting(open_unit_of_work: Open, name: str, *columns: str) -> Open:
    """The table altogether, or only those columns of it."""

    def change(table: Table) -> Table:
        if table.name != name:
            return table
        return evolve(table, steps=_without(table.steps, columns) if columns else ())

    return _with_rules(open_unit_of_work, change)


def _without(steps: Sequence[Step], columns: Sequence[str]) -> tuple[Step, ...]:
    left = (
        evolve(step, changes={name: kind for name, kind in step.changes.items() if name not in columns})
        for step in steps
    )
    return tuple(step for step in left if step.changes)


@fault("S65")
def keeps_receipts(open_unit_of_work: Open) -> Open:
    """The stored answers are forgotten."""
    return _forgetting(open_unit_of_work, "shared.receipts")


@fault("S65")
def keeps_salts(open_unit_of_work: Open) -> Open:
    """The salts of the audit trail stay: whoever guesses a value can test it."""
    return _forgetting(open_unit_of_work, "activity.audit", "salt")


@fault("S65")
def keeps_origins(open_unit_of_work: Open) -> Open:
    """Where the person's requests came from stays in the audit trail."""
    return _forgetting(open_unit_of_work, "activity.audit", "request_id", "ip", "user_agent", "origin_salt")


@fault("S65")
def keeps_attendees(open_unit_of_work: Open) -> Open:
    """Attendees keep their names."""
    return _forgetting(open_unit_of_work, "bookings.attendees")


@fault("S65")
def keeps_seats_at_others(open_unit_of_work: Open) -> Open:
    """Only the person's own bookings are looked at: where somebody else booked for them, their name stays."""

    def change(table: Table) -> Table:
        if table.name != "bookings.attendees":
            return table
        own = tuple(evolve(step, found=step.found[:1]) for step in table.steps)
        return evolve(table, steps=own)

    return _with_rules(open_unit_of_work, change)


@fault("S65")
def keeps_references(open_unit_of_work: Open) -> Open:
    """The reference in an old letter still names the booking."""
    return _forgetting(open_unit_of_work, "bookings.bookings", "reference")


@fault("S65")
def keeps_log_ins(open_unit_of_work: Open) -> Open:
    """Sessions stay, with address and browser."""
    return _forgetting(open_unit_of_work, "identity.auth_sessions")


@fault("S65")
def keeps_wishes(open_unit_of_work: Open) -> Open:
    """A registration of the address stays."""
    return _forgetting(open_unit_of_work, "identity.registrations")


@fault("S65")
def keeps_birthdays(open_unit_of_work: Open) -> Open:
    """One field of the profile is forgotten."""
    return _forgetting(open_unit_of_work, "customers.customers", "date_of_birth")


@fault("S65")
def keeps_counts(open_unit_of_work: Open) -> Open:
    """Attempts to log in stay, under a key that whoever knows the address can make."""
    return _forgetting(open_unit_of_work, "identity.log_in_attempts")


@fault("S65")
def erases_others(open_unit_of_work: Open) -> Open:
    """Whoever else was on one of the bookings goes too."""

    def swap(parts: Ports) -> Ports:
        def erase(tables: Sequence[Table], scope: Scope, now: datetime) -> Mapping[str, int]:
            seen = parts.bookings.get
            hosts = {seen(BookingId(one)).contact.email.identity for one in scope.touched}
            return parts.personal_data.erase(tables, evolve(scope, addresses=scope.addresses | hosts), now)

        return evolve(parts, personal_data=instead(parts.personal_data, erase=erase))

    return swapping(open_unit_of_work, swap)


@fault("S66")
def seals_break(open_unit_of_work: Open) -> Open:
    """The addresses go from the audit trail, and the salts of what was committed to them stay."""
    return _forgetting(open_unit_of_work, "activity.audit", "origin_salt")


@fault("S66")
def seats_are_given_back(open_unit_of_work: Open) -> Open:
    """Who is erased is taken off the booking, too."""

    def swap(parts: Ports) -> Ports:
        def erase(tables: Sequence[Table], scope: Scope, now: datetime) -> Mapping[str, int]:
            for booking_id in scope.bookings:
                booking = parts.bookings.get(booking_id)
                gone = tuple(one.cancelled(now) if one.stands else one for one in booking.attendees)
                parts.bookings.save(evolve(booking, attendees=gone, version=booking.version + 1))
            return parts.personal_data.erase([one for one in tables if "booking" not in one.name], scope, now)

        return evolve(parts, personal_data=instead(parts.personal_data, erase=erase))

    return swapping(open_unit_of_work, swap)


@fault("S67")
def address_stays(open_unit_of_work: Open) -> Open:
    """The address stays with the user: who books with it is taken for the erased one."""
    return _forgetting(open_unit_of_work, "identity.users", "email", "email_identity", "searched")


@fault("S67")
def versions_stay(open_unit_of_work: Open) -> Open:
    """Whoever had read the customer before writes everything back."""
    return _with_rules(
        open_unit_of_work,
        lambda table: evolve(table, steps=_without(table.steps, ("version",))) if table.erased else table,
    )


@fault("S67")
def evidence_is_forgotten(open_unit_of_work: Open) -> Open:
    """Nobody remembers who was erased."""

    def swap(parts: Ports) -> Ports:
        return evolve(parts, erasures=instead(parts.erasures, of=lambda subject_id: None))

    return swapping(open_unit_of_work, swap)
