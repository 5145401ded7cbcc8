"""Bookings, their rosters and discounts."""

from collections import Counter
from collections.abc import Callable, Iterable

from attrs import evolve

from rft_domain.bookings.booking import Booking
from rft_domain.bookings.errors import BookingNotFound, DiscountCodeTaken, SessionUnknown
from rft_domain.bookings.pricing import Discount
from rft_domain.bookings.roster import Roster
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import BookingId, SessionId

from .state import State
from .tracked import Tracked


class MemoryBookings:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[BookingId, Booking] = Tracked(state.bookings)

    def get(self, booking_id: BookingId) -> Booking:
        if (booking := self._tracked.get(booking_id)) is None:
            raise BookingNotFound()
        return booking

    def of_session(self, session_id: SessionId) -> tuple[Booking, ...]:
        with self._state.lock:
            ids = set(self._state.bookings_by_session.get(session_id, ()))
        ids |= {booking.id for booking in self._tracked.among_saved()}
        here = (booking for booking in map(self.get, ids) if booking.session_id == session_id)
        return tuple(sorted(here, key=lambda booking: (booking.created_at, booking.id)))

    def add(self, booking: Booking) -> None:
        self._news.extend(booking.events)
        self._tracked.add(booking.id, evolve(booking, events=()))

    def save(self, booking: Booking) -> None:
        self._news.extend(booking.events)
        self._tracked.save(booking.id, evolve(booking, events=()))

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        for booking in self._tracked.added():
            if booking.reference.symbols in self._state.references:
                raise StaleWrite()

    def apply(self) -> None:
        by_session = self._state.bookings_by_session
        for booking in self._tracked.among_saved():
            if (before := self._state.bookings.get(booking.id)) is not None:
                by_session[before.session_id].discard(booking.id)
            self._state.bookings[booking.id] = booking
            self._state.references[booking.reference.symbols] = booking.id
            by_session.setdefault(booking.session_id, set()).add(booking.id)


class MemoryRosters:
    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state = state
        self._hold = hold
        self._added: dict[SessionId, Roster] = {}
        self._capacities: dict[SessionId, int] = {}
        self._held: dict[SessionId, Roster] = {}
        self._seats: Counter[SessionId] = Counter()

    def hold(self, session_id: SessionId) -> Roster:
        self._hold()
        self._held.setdefault(session_id, roster := self.now(session_id))
        return roster

    def now(self, session_id: SessionId) -> Roster:
        """As committed, with what this unit of work does to it. Raises :class:`SessionUnknown`."""
        roster = self._added.get(session_id) or self._state.rosters.get(session_id)
        if roster is None:
            raise SessionUnknown()
        capacity = self._capacities.get(session_id, roster.capacity)
        taken = roster.seats_taken + self._seats[session_id]
        over_by = min(roster.over_by, max(0, taken - capacity))
        return Roster(session_id=session_id, capacity=capacity, over_by=over_by, seats_taken=taken)

    def add(self, roster: Roster) -> None:
        self._added[roster.session_id] = roster

    def resize(self, session_id: SessionId, capacity: int) -> None:
        self._capacities[session_id] = capacity

    def change(self, session_id: SessionId, seats: int) -> None:
        self._seats[session_id] += seats

    def changed(self) -> Iterable[Pair]:
        """The capacities; what happens to the seats, the bookings tell."""
        for session_id, capacity in self._capacities.items():
            if (held := self._held.get(session_id)) is not None:
                yield held, evolve(held, capacity=capacity)

    def check(self) -> None:
        for session_id in self._capacities.keys() | self._seats.keys():
            roster = self._added.get(session_id) or self._state.rosters[session_id]
            capacity = self._capacities.get(session_id, roster.capacity)
            seats = self._seats[session_id]
            # of history that is over the capacity, seats may be given back
            most = roster.seats_taken + seats if seats <= 0 and capacity >= roster.capacity else capacity
            if not 0 <= roster.seats_taken + seats <= max(most, capacity):
                raise StaleWrite()

    def apply(self) -> None:
        for session_id in self._added.keys() | self._capacities.keys() | self._seats.keys():
            self._state.rosters[session_id] = self.now(session_id)


class MemoryDiscounts:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: dict[str, Discount] = {}

    def find(self, code: str) -> Discount | None:
        return self._added.get(code) or self._state.discounts.get(code)

    def add(self, discount: Discount) -> None:
        self._added[discount.code] = discount

    def changed(self) -> Iterable[Pair]:
        return [(None, discount) for discount in self._added.values()]

    def check(self) -> None:
        if self._added.keys() & self._state.discounts.keys():
            raise DiscountCodeTaken()

    def apply(self) -> None:
        self._state.discounts.update(self._added)
