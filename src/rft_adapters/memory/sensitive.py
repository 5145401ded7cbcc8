"""Sensitive details. What lives only as long as its process is not sealed."""

from collections.abc import Iterable

from attrs import evolve

from rft_domain.bookings.booking import Booking
from rft_domain.customers.sensitive import SensitiveDetails
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import CustomerId

from .state import State


class MemorySensitive:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._read: dict[CustomerId, SensitiveDetails] = {}
        self._saved: dict[CustomerId, SensitiveDetails] = {}
        self._destroyed: set[CustomerId] = set()

    def get(self, customer_id: CustomerId) -> SensitiveDetails:
        if customer_id in self._saved:
            return self._saved[customer_id]
        if customer_id not in self._read:
            self._read[customer_id] = self._present(customer_id)
        return self._read[customer_id]

    def save(self, sensitive: SensitiveDetails) -> None:
        self._news.extend(sensitive.events)
        self._saved[sensitive.customer_id] = evolve(sensitive, events=())

    def destroy(self, customer_id: CustomerId) -> None:
        self._saved.pop(customer_id, None)
        self._destroyed.add(customer_id)

    def _present(self, customer_id: CustomerId) -> SensitiveDetails:
        return self._state.sensitive.get(customer_id) or SensitiveDetails(customer_id=customer_id)

    def changed(self) -> Iterable[Pair]:
        return [(self._read.get(customer_id), after) for customer_id, after in self._saved.items()]

    def check(self) -> None:
        for customer_id in self._saved:
            if self._present(customer_id) != (self._read.get(customer_id) or SensitiveDetails(customer_id=customer_id)):
                raise StaleWrite()
        if any(map(self._state.is_erased, self._saved)):
            raise StaleWrite(what="customers")

    def apply(self) -> None:
        self._state.sensitive.update(self._saved)
        for customer_id in self._destroyed:
            self._state.sensitive.pop(customer_id, None)
            theirs = [booking for booking in self._state.bookings.values() if booking.customer_id == customer_id]
            self._state.bookings.update((booking.id, _without_needs(booking)) for booking in theirs)


def _without_needs(booking: Booking) -> Booking:
    attendees = (evolve(one, details=evolve(one.details, special_requirements=None)) for one in booking.attendees)
    return evolve(booking, attendees=tuple(attendees))
