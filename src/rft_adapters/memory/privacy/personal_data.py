"""Everything about one person, and its erasure."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve

from rft_domain.bookings.booking import BookingStatus
from rft_domain.privacy.columns import Found, How, Step, Table, With, as_told
from rft_domain.privacy.ports import PersonalData, Row
from rft_domain.privacy.scope import Scope, keys_of
from rft_domain.privacy.tables import TABLES
from rft_domain.shared.ids import CustomerId, UserId

from ..state import State
from .paths import emptied, look, put, stand_in
from .views import Item, copied, drop, items, replace, take_over

_OVER = (BookingStatus.CANCELLED, BookingStatus.COMPLETED)


class MemoryPersonalData:
    """Erases in a draft, which the commit makes true."""

    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state, self._hold = state, hold
        self._draft: State | None = None

    def scope(self, customers: Set[CustomerId], users: Set[UserId], *, hold: bool = False) -> Scope:
        if hold:
            self._hold()
        with self._state.lock:
            return self._scope(frozenset(customers), frozenset(users))

    def _scope(self, customers: frozenset[CustomerId], users: frozenset[UserId]) -> Scope:
        state = self._state
        customers = customers.union(*map(state.parts_of, customers))
        known = [state.users[user_id] for user_id in users]
        emails = [*(state.customers[one].email for one in customers), *(user.email for user in known)]
        addresses = frozenset(email.identity for email in emails)
        of_theirs = frozenset(
            booking.id
            for booking in state.bookings.values()
            if booking.customer_id in customers
            or (booking.customer_id is None and booking.contact.email.identity in addresses)
        )
        touched = frozenset(
            booking.id
            for booking in state.bookings.values()
            if {booking.contact.email.identity, *_addresses(booking.attendees)} & addresses
        )
        devices = [device.id for device in state.devices.values() if device.user_id in users]
        phones = [user.phone for user in known if user.phone is not None]
        scope = Scope(
            customers=customers,
            users=users,
            bookings=of_theirs,
            touched=touched - of_theirs,
            addresses=addresses,
            keys=frozenset(keys_of(addresses, devices, users, phones)),
        )
        portal = {item.key for item in items(state, "identity.portal_sessions") if item.value.customer_id in customers}
        return evolve(scope, portal_sessions=frozenset(portal), traces=frozenset(_traces(state, scope)))

    def bookings_ahead(self, scope: Scope, now: datetime) -> int:
        state = self._state
        bookings = [state.bookings[booking_id] for booking_id in scope.bookings]
        ahead = [b for b in bookings if state.sessions[b.session_id].terms.period.ends_at > now]
        return sum(booking.status not in _OVER for booking in ahead)

    def rows(self, table: Table, scope: Scope) -> Sequence[Row]:
        with self._state.lock:
            found = [item for item in items(self._state, table.name) if _matches(item, table, table.told_found, scope)]
        first = next(iter(table.columns))
        found.sort(key=lambda item: str(item.column(table, first)))
        return [{name: as_told(item.column(table, name)) for name in table.read} for item in found]

    def erase(self, tables: Sequence[Table], scope: Scope, now: datetime) -> Mapping[str, int]:
        self._hold()
        self._draft = draft = self._draft or copied(self._state)
        return {table.name: sum(_carry_out(draft, table, step, scope, now) for step in table.steps) for table in tables}

    def check(self) -> None:
        """It is held."""

    def apply(self) -> None:
        if self._draft is not None:
            take_over(self._state, self._draft)


def _addresses(attendees: Sequence[Any]) -> Iterator[str]:
    return (one.details.email.identity for one in attendees if one.details.email is not None)


def _traces(state: State, scope: Scope) -> Iterator[UUID]:
    """Ids of the rows that go."""
    for table in TABLES:
        if table.goes and "id" in table.columns and table.name.startswith("identity."):
            for step in table.steps:
                for item in items(state, table.name):
                    if _matches(item, table, step.found, scope):
                        yield item.column(table, "id")


def _carry_out(draft: State, table: Table, step: Step, scope: Scope, now: datetime) -> int:
    done = 0
    for item in items(draft, table.name):
        if not (_only(item, table, step) and _matches(item, table, step.found, scope)):
            continue
        if step.deletes:
            drop(draft, table.name, item)
        elif (value := _changed(item, table, step, scope, now)) != item.value:
            replace(draft, table.name, item, value)
        else:
            continue
        done += 1
    return done


def _only(item: Item, table: Table, step: Step) -> bool:
    return step.only is None or str(item.column(table, step.only[0])) in step.only[1]


def _changed(item: Item, table: Table, step: Step, scope: Scope, now: datetime) -> Any:
    value = item.value
    for name, kind in step.changes.items():
        if not (path := table.columns[name]):
            continue
        if kind is With.NOTHING:
            value = emptied(value, path)
        else:
            value = put(value, path, stand_in(kind, look(value, path), id=item.value.id, scope=scope, now=now))
    return value


def _matches(item: Item, table: Table, found: Sequence[Found], scope: Scope) -> bool:
    return any(_finds(item.column(table, one.column), one.how, scope.ids(one.ids)) for one in found)


def _finds(value: Any, how: How, ids: frozenset[Any]) -> bool:
    if value is None:
        return False
    match how:
        case How.VALUES:
            return not ids.isdisjoint(value.values())
        case How.ENTITIES:
            return not ids.isdisjoint(change["id"] for change in value)
        case How.OVERLAPS:
            return not ids.isdisjoint(value)
        case How.CONTAINS:
            return any(word in value.lower() for word in ids)
    return value in ids


def _conforms(data: MemoryPersonalData) -> PersonalData:
    return data
