"""Whose data: one person, as the ids and addresses under which the store knows them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from uuid import UUID

from attrs import field, frozen

from ..identity.attempts import Purpose, attempts_key, verification_key
from ..shared.email import Email
from ..shared.ids import BookingId, CustomerId, DeviceId, UserId
from ..shared.phone import Phone


class Ids(StrEnum):
    """Sets of a scope, as the rules name them."""

    CUSTOMERS = "customers"
    USERS = "users"
    BOOKINGS = "bookings"
    TOUCHED = "touched"
    ADDRESSES = "addresses"
    KEYS = "keys"
    ACTORS = "actors"
    OWN = "own"
    NAMED = "named"
    WORDS = "words"


@frozen(kw_only=True)
class Scope:
    """``bookings`` are the person's own, ``touched`` those of others on which they are contact or attendee.

    ``addresses`` are identities of e-mail addresses; ``keys`` those under which their log-in attempts are counted.
    ``traces`` are ids of what goes altogether: sessions, links, codes. ``references`` are the new ones of ``bookings``.
    """

    customers: frozenset[CustomerId] = frozenset()
    users: frozenset[UserId] = frozenset()
    bookings: frozenset[BookingId] = frozenset()
    touched: frozenset[BookingId] = frozenset()
    addresses: frozenset[str] = field(default=frozenset(), repr=False)
    keys: frozenset[str] = field(default=frozenset(), repr=False)
    portal_sessions: frozenset[UUID] = frozenset()
    traces: frozenset[UUID] = frozenset()
    references: Mapping[BookingId, str] = field(factory=dict, repr=False)

    def ids(self, which: Ids) -> frozenset[UUID] | frozenset[str]:
        match which:
            case Ids.ACTORS:
                return frozenset({*self.users, *self.portal_sessions})
            case Ids.OWN:
                return frozenset(map(str, self._own))
            case Ids.NAMED:
                return frozenset(map(str, self._own | self.touched))
            case Ids.WORDS:
                escaped = {json.dumps(address)[1:-1].lower() for address in self.addresses}
                return frozenset({*map(str, self._own | self.touched), *self.addresses, *escaped})
        found: frozenset[UUID] | frozenset[str] = getattr(self, which.value)
        return found

    @property
    def _own(self) -> frozenset[UUID]:
        return frozenset({*self.customers, *self.users, *self.bookings, *self.portal_sessions, *self.traces})


def keys_of(
    addresses: Iterable[str], devices: Iterable[DeviceId], users: Iterable[UserId], phones: Iterable[Phone]
) -> Iterator[str]:
    """Every key under which attempts of, or at, these may be counted."""
    known = [None, *devices]
    for identity in addresses:
        email = Email(identity, identity)
        yield verification_key(email)
        for purpose in Purpose:
            yield from (attempts_key(purpose, email, device) for device in known)
    yield from (verification_key(user) for user in users)
    yield from (verification_key(phone) for phone in phones)
