"""The state as the tables that the rules speak of: rows with a key, which can be replaced or dropped."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from rft_domain.bookings.booking import Booking
from rft_domain.privacy.columns import Table

from ..state import State
from .paths import look, plain

ATTRIBUTES: Mapping[str, str] = {
    "identity.users": "users",
    "identity.auth_sessions": "auth_sessions",
    "identity.log_in_attempts": "attempts",
    "identity.devices": "devices",
    "identity.password_resets": "resets",
    "identity.second_factors": "second_factors",
    "identity.verification_codes": "codes",
    "identity.registrations": "registrations",
    "identity.invitations": "invitations",
    "identity.portal_sessions": "portal_sessions",
    "identity.portal_links": "portal_links",
    "customers.customers": "customers",
    "customers.figures": "customers",
    "customers.preferences": "preferences",
    "customers.sensitive_details": "sensitive",
    "customers.segments": "segments",
    "customers.merges": "merges",
    "customers.notes": "notes",
    "customers.duplicates": "duplicates",
    "customers.distinct_pairs": "distinct_pairs",
    "customers.consents": "consents",
    "bookings.bookings": "bookings",
    "bookings.rosters": "rosters",
    "bookings.discounts": "discounts",
    "catalogue.courses": "courses",
    "catalogue.sessions": "sessions",
    "activity.entries": "activity",
    "activity.audit": "audit",
    "activity.seals": "seals",
    "shared.outbox": "outbox",
    "shared.receipts": "receipts",
    "shared.erasures": "erasures",
}
"""Attendees are inside their bookings, instructors inside their sessions, and tries are the limiter's."""
ATTENDEES = "bookings.attendees"


@frozen(kw_only=True)
class Item:
    """A row: its value, where it is kept, and what its place says beside."""

    key: Any
    value: Any
    beside: Mapping[str, object] = field(factory=dict)

    def column(self, table: Table, name: str) -> Any:
        path = table.columns[name]
        return plain(look(self.value, path), name) if path else self.beside.get(name)


def items(state: State, table: str) -> Iterator[Item]:
    """As they are when asked for; they may be replaced meanwhile."""
    if table == ATTENDEES:
        for booking in list(state.bookings.values()):
            for place, attendee in enumerate(booking.attendees):
                beside = {"booking_id": booking.id, "position": place}
                yield Item(key=(booking.id, place), value=attendee, beside=beside)
        return
    kept = getattr(state, ATTRIBUTES[table]) if table in ATTRIBUTES else ()
    pairs = list(kept.items()) if isinstance(kept, dict) else list(enumerate(kept))
    yield from (Item(key=key, value=value) for key, value in pairs)


def replace(state: State, table: str, item: Item, value: Any) -> None:
    if table == ATTENDEES:
        booking_id, place = item.key
        booking = state.bookings[booking_id]
        state.bookings[booking_id] = _with_attendee(booking, place, value)
    else:
        getattr(state, ATTRIBUTES[table])[item.key] = value


def _with_attendee(booking: Booking, place: int, value: Any) -> Booking:
    return evolve(booking, attendees=(*booking.attendees[:place], value, *booking.attendees[place + 1 :]))


def drop(state: State, table: str, item: Item) -> None:
    """Of those that are kept by key; nothing else ever goes."""
    del getattr(state, ATTRIBUTES[table])[item.key]


_LOOK_UPS: Mapping[str, Callable[[State], Mapping[Any, Any]]] = {
    "users_by_email": lambda state: {user.email.identity: user.id for user in state.users.values()},
    "users_by_phone": lambda state: {user.phone.e164: user.id for user in state.users.values() if user.phone},
    "customers_by_email": lambda state: {one.email.identity: one.id for one in state.customers.values()},
    "references": lambda state: {booking.reference.symbols: booking.id for booking in state.bookings.values()},
    "auth_sessions_by_token": lambda state: {one.token_hash: one.id for one in state.auth_sessions.values()},
}


def look_up_anew(state: State) -> None:
    """What is beside the values, made of them again."""
    for name, made in _LOOK_UPS.items():
        kept = getattr(state, name)
        kept.clear()
        kept.update(made(state))


def take_over(state: State, draft: State) -> None:
    """Make ``state`` what ``draft`` is, in place: others hold its parts."""
    for name in {*ATTRIBUTES.values()}:
        kept, new = getattr(state, name), getattr(draft, name)
        if isinstance(kept, list):
            kept[:] = new
            continue
        for key in kept.keys() - new.keys():
            del kept[key]
        kept.update(new)
    look_up_anew(state)


def copied(state: State) -> State:
    """A draft: the same values in parts of its own."""
    draft = State()
    for name in {*ATTRIBUTES.values()}:
        setattr(draft, name, getattr(state, name).copy())
    return draft
