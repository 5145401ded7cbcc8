"""Activity and notes around one customer, by brute force."""

from collections.abc import Iterator

from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.timeline import LEFT_OUT, NOTE, TimelineFilter, TimelineItem
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.paging import Page, PageRequest

from .pages import page_of, sortable
from .state import State


class MemoryTimelineReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, customer_id: CustomerId, wanted: TimelineFilter, page: PageRequest) -> Page[TimelineItem]:
        with self._state.lock:
            items = [item for item in self._around(customer_id) if _is_wanted(item, wanted)]
        return page_of(items, page, lambda item: (sortable(item.at), item.id), newest_first=True)

    def _around(self, customer_id: CustomerId) -> Iterator[TimelineItem]:
        members = {user.id for user in self._state.users.values() if user.customer_id == customer_id}
        for entry in self._state.activity:
            of_member = entry.customer_id is None and entry.user_id in members
            if (entry.customer_id == customer_id or of_member) and entry.type != LEFT_OUT:
                yield entry
        for note in self._state.notes.values():
            if note.customer_id == customer_id:
                yield note


def _is_wanted(item: TimelineItem, wanted: TimelineFilter) -> bool:
    kind = item.type if isinstance(item, ActivityEntry) else NOTE
    return (
        (wanted.type is None or kind == wanted.type)
        and (wanted.from_ is None or item.at >= wanted.from_)
        and (wanted.to is None or item.at < wanted.to)
    )
