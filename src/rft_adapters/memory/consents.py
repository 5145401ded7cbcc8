"""What customers want to hear, and the history of it."""

from collections.abc import Iterable, Sequence

from attrs import evolve

from rft_domain.customers.preferences import ConsentChange, Preferences
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import CustomerId

from .state import State


class MemoryConsents:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._read: dict[CustomerId, Preferences] = {}
        self._saved: dict[CustomerId, Preferences] = {}
        self._changes: list[ConsentChange] = []

    def get(self, customer_id: CustomerId) -> Preferences:
        if customer_id in self._saved:
            return self._saved[customer_id]
        if customer_id not in self._read:
            self._read[customer_id] = self._present(customer_id)
        return self._read[customer_id]

    def save(self, preferences: Preferences, changes: Sequence[ConsentChange]) -> None:
        self._news.extend(preferences.events)
        self._saved[preferences.customer_id] = evolve(preferences, events=())
        self._changes.extend(changes)

    def history(self, customer_id: CustomerId) -> tuple[ConsentChange, ...]:
        with self._state.lock:
            found = [*self._state.consents, *self._changes]
            people = {customer_id, *self._state.parts_of(customer_id)}
        mine = (one for one in found if one.customer_id in people)
        return tuple(sorted(mine, key=lambda one: (one.at, one.version, one.field)))

    def _present(self, customer_id: CustomerId) -> Preferences:
        return self._state.preferences.get(customer_id) or Preferences(customer_id=customer_id)

    def changed(self) -> Iterable[Pair]:
        return [(self._read.get(customer_id), after) for customer_id, after in self._saved.items()]

    def check(self) -> None:
        for customer_id in self._saved:
            if self._present(customer_id) != (self._read.get(customer_id) or Preferences(customer_id=customer_id)):
                raise StaleWrite()

    def apply(self) -> None:
        self._state.preferences.update(self._saved)
        self._state.consents.extend(self._changes)
