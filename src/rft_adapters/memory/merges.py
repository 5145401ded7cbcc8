"""Merges on record."""

from collections.abc import Iterable

from attrs import evolve

from rft_domain.customers.merging.errors import MergeNotFound
from rft_domain.customers.merging.merge import Merge
from rft_domain.shared.changes import Pair
from rft_domain.shared.events import Event
from rft_domain.shared.ids import CustomerId, MergeId
from rft_domain.shared.paging import Page, PageRequest

from .pages import page_of, sortable
from .state import State
from .tracked import Tracked


class MemoryMerges:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[MergeId, Merge] = Tracked(state.merges)

    def get(self, merge_id: MergeId) -> Merge:
        if (merge := self._tracked.get(merge_id)) is None:
            raise MergeNotFound()
        return merge

    def add(self, merge: Merge) -> None:
        self._news.extend(merge.events)
        self._tracked.add(merge.id, evolve(merge, events=()))

    def save(self, merge: Merge) -> None:
        self._news.extend(merge.events)
        self._tracked.save(merge.id, evolve(merge, events=()))

    def page(self, customer_id: CustomerId | None, page: PageRequest) -> Page[Merge]:
        with self._state.lock:
            found = [one for one in self._state.merges.values() if customer_id in (None, one.winner_id, one.loser_id)]
        return page_of(found, page, lambda merge: (sortable(merge.merged_at), merge.id), newest_first=True)

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()

    def apply(self) -> None:
        for merge in self._tracked.among_saved():
            self._state.merges[merge.id] = merge
