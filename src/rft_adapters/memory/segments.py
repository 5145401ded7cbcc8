"""Segments: filters over customers that have a name."""

from collections.abc import Iterable

from rft_domain.customers.errors import SegmentNameTaken, SegmentNotFound
from rft_domain.customers.segment import Segment
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import SegmentId

from .state import State
from .tracked import Tracked


class MemorySegments:
    def __init__(self, state: State) -> None:
        self._state = state
        self._tracked: Tracked[SegmentId, Segment] = Tracked(state.segments)

    def get(self, segment_id: SegmentId) -> Segment:
        segment = self._tracked.get(segment_id)
        if segment is None or segment.deleted_at is not None:
            raise SegmentNotFound()
        return segment

    def all(self) -> tuple[Segment, ...]:
        with self._state.lock:
            present = dict(self._state.segments)
        present |= {segment.id: segment for segment in self._tracked.among_saved()}
        return tuple(
            sorted((one for one in present.values() if one.deleted_at is None), key=lambda one: (one.name, one.id))
        )

    def add(self, segment: Segment) -> None:
        self._tracked.add(segment.id, segment)

    def save(self, segment: Segment) -> None:
        self._tracked.get(segment.id)
        self._tracked.save(segment.id, segment)

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        mine = {segment.id: segment for segment in self._tracked.among_saved() if segment.deleted_at is None}
        others = {
            one.folded_name
            for one in self._state.segments.values()
            if one.deleted_at is None and one.id not in {segment.id for segment in self._tracked.among_saved()}
        }
        if any(segment.folded_name in others for segment in mine.values()):
            raise SegmentNameTaken()

    def apply(self) -> None:
        self._state.segments.update({segment.id: segment for segment in self._tracked.among_saved()})
