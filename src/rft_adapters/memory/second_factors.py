"""Second factors."""

from collections.abc import Iterable

from attrs import evolve

from rft_domain.identity.second_factor import SecondFactor
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import UserId

from .state import State
from .tracked import Tracked


class MemorySecondFactors:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[UserId, SecondFactor] = Tracked(state.second_factors)

    def of_user(self, user_id: UserId) -> SecondFactor | None:
        return self._tracked.get(user_id)

    def add(self, factor: SecondFactor) -> None:
        self._news.extend(factor.events)
        self._tracked.add(factor.id, evolve(factor, events=()))

    def save(self, factor: SecondFactor) -> None:
        self._news.extend(factor.events)
        self._tracked.save(factor.id, evolve(factor, events=()))

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        if any(factor.id in self._state.second_factors for factor in self._tracked.added()):
            raise StaleWrite()

    def apply(self) -> None:
        for factor in self._tracked.among_saved():
            self._state.second_factors[factor.id] = factor
