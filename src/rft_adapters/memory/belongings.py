"""Everything that names a customer, and moving it to another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from rft_domain.bookings.booking import Booking
from rft_domain.catalogue.session import SessionStatus
from rft_domain.customers.customer import Customer
from rft_domain.customers.merging.plan import Affected, Booked
from rft_domain.customers.merging.rules import RULES, Fate
from rft_domain.shared.email import Email
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.ids import CustomerId

from .customers import MemoryCustomers
from .state import State


@frozen(kw_only=True)
class Kept:
    """Where the state keeps the rows of one place: in the dict or list ``held_in``, named by ``field``.

    ``alone`` is what the customer may have once (see ``rules.py``); ``None`` of a row that does not count.
    """

    held_in: str
    field: str
    alone: Callable[[Any], object | None] | None = None


PLACES: Mapping[str, Kept] = MappingProxyType(
    {
        "identity.users.customer_id": Kept(held_in="users", field="customer_id"),
        "identity.invitations.customer_id": Kept(
            held_in="invitations", field="customer_id", alone=lambda one: one.email.identity if one.stands else None
        ),
        "identity.portal_sessions.customer_id": Kept(held_in="portal_sessions", field="customer_id"),
        "identity.portal_links.customer_id": Kept(held_in="portal_links", field="customer_id"),
        "customers.customers.merged_into": Kept(held_in="customers", field="merged_into"),
        "customers.preferences.customer_id": Kept(held_in="preferences", field="customer_id"),
        "customers.sensitive_details.customer_id": Kept(held_in="sensitive", field="customer_id"),
        "customers.consents.customer_id": Kept(held_in="consents", field="customer_id"),
        "customers.merges.winner_id": Kept(held_in="merges", field="winner_id"),
        "customers.merges.loser_id": Kept(held_in="merges", field="loser_id"),
        "customers.duplicates.one_id": Kept(held_in="duplicates", field="one_id"),
        "customers.duplicates.other_id": Kept(held_in="duplicates", field="other_id"),
        "customers.distinct_pairs.one_id": Kept(held_in="distinct_pairs", field="one_id"),
        "customers.distinct_pairs.other_id": Kept(held_in="distinct_pairs", field="other_id"),
        "customers.notes.customer_id": Kept(held_in="notes", field="customer_id"),
        "bookings.bookings.customer_id": Kept(held_in="bookings", field="customer_id"),
        "activity.entries.customer_id": Kept(held_in="activity", field="customer_id"),
    }
)
"""The figures are part of the customer here."""


class MemoryBelongings:
    def __init__(self, state: State, customers: MemoryCustomers, hold: Callable[[], None]) -> None:
        self._state = state
        self._customers = customers
        self._hold = hold
        self._moves: list[tuple[Affected, CustomerId]] = []
        self._moving = False
        self._merged = state.merged

    def pair(self, one: CustomerId, other: CustomerId, *, held: bool) -> tuple[Customer, Customer]:
        if held:
            self._hold()
            self._merged = self._state.merged
            self._customers.forget()
        return self._customers.as_it_is(one), self._customers.as_it_is(other)

    def of(self, loser_id: CustomerId, winner_id: CustomerId) -> tuple[Affected, ...]:
        with self._state.lock:
            found = [self._of(place, loser_id, winner_id) for place in PLACES if RULES[place].is_listed]
        return tuple(one for affected in found for one in affected)

    def _of(self, place: str, loser_id: CustomerId, winner_id: CustomerId) -> Iterator[Affected]:
        kept, fate = PLACES[place], RULES[place].fate
        alone = kept.alone or (lambda row: None)
        theirs = {alone(row) for row in self._rows(kept) if getattr(row, kept.field) == winner_id} - {None}
        mine = [row for row in self._rows(kept) if getattr(row, kept.field) == loser_id]
        second = [row.id for row in mine if alone(row) in theirs]
        yield Affected(place=place, fate=fate, ids=tuple(row.id for row in mine if row.id not in second))
        yield Affected(place=place, fate=Fate.KEPT, ids=tuple(second))

    def still_with(self, affected: Sequence[Affected], customer_id: CustomerId) -> tuple[Affected, ...]:
        with self._state.lock:
            return tuple(evolve(one, ids=tuple(self._still(one, customer_id))) for one in affected)

    def _still(self, one: Affected, customer_id: CustomerId) -> list[UUID]:
        kept = PLACES[one.place]
        here = {row.id for row in self._rows(kept) if getattr(row, kept.field) == customer_id}
        return [id for id in one.ids if id in here]

    def move(self, affected: Sequence[Affected], loser_id: CustomerId, winner_id: CustomerId) -> None:
        self._moving = True
        for one in affected:
            if len(self._still(one, loser_id)) != len(one.ids):
                raise StaleWrite(what=one.place)
            self._moves.append((one, winner_id))

    def booked(self, customer_id: CustomerId) -> tuple[Booked, ...]:
        with self._state.lock:
            mine = [booking for booking in self._state.bookings.values() if booking.customer_id == customer_id]
            return tuple(self._booked(booking, customer_id) for booking in sorted(mine, key=lambda one: one.id))

    def _booked(self, booking: Booking, customer_id: CustomerId) -> Booked:
        session, roster = self._state.sessions[booking.session_id], self._state.rosters[booking.session_id]
        return Booked(
            id=booking.id,
            customer_id=customer_id,
            session_id=booking.session_id,
            status=booking.status.value,
            people=len(booking.standing),
            final=booking.price.final,
            created_at=booking.created_at,
            scheduled=session.status is SessionStatus.SCHEDULED,
            seats_left=roster.seats_left,
        )

    def exchange_addresses(self, one: Customer, other: Customer) -> tuple[Email, Email]:
        return other.email, one.email

    def _rows(self, kept: Kept) -> list[Any]:
        rows = getattr(self._state, kept.held_in)
        return list(rows.values() if isinstance(rows, dict) else rows)

    def check(self) -> None:
        """Whoever read before a merge may name somebody who is no more: they look again."""
        if self._merged != self._state.merged:
            raise StaleWrite(what="customers")

    def apply(self) -> None:
        for affected, winner_id in self._moves:
            self._apply(PLACES[affected.place], RULES[affected.place].versioned, affected, winner_id)
        self._state.merged += self._moving

    def _apply(self, kept: Kept, versioned: bool, affected: Affected, winner_id: CustomerId) -> None:
        rows, ids = getattr(self._state, kept.held_in), set(affected.ids)

        def moved(row: Any) -> Any:
            later = {"version": row.version + 1} if versioned else {}
            return evolve(row, **{kept.field: winner_id}, **later) if row.id in ids else row

        if isinstance(rows, dict):
            rows.update({key: moved(row) for key, row in rows.items() if row.id in ids})
        else:
            rows[:] = map(moved, rows)
