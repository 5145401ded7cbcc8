"""A filter over customers that is kept under a name (product.md B13): for exports and for letters."""

from datetime import datetime
from typing import ClassVar

from attrs import evolve, field, frozen

from ..shared.changes import Record
from ..shared.events import Event
from ..shared.ids import SegmentId, UserId
from ..shared.period import instant
from ..shared.searching import folded
from ..shared.text import text
from .finding import CustomerFilter


@frozen(kw_only=True)
class Segment:
    """Whom ``wanted`` finds is found each time anew. Of those that stand, no two have names that fold to the same."""

    record: ClassVar[Record] = Record.of(
        "segment",
        personal="name wanted.search",
        plain="id wanted.status wanted.customer_type wanted.active_from wanted.active_to wanted.created_from "
        "wanted.created_to wanted.min_spent wanted.max_spent wanted.min_bookings wanted.max_bookings wanted.marketing "
        "wanted.sms wanted.newsletter wanted.course_id created_at created_by version deleted_at",
    )

    id: SegmentId
    name: str = field(validator=text(at_least=1, at_most=100))
    wanted: CustomerFilter
    created_at: datetime = field(validator=instant)
    created_by: UserId | None
    version: int = 1
    deleted_at: datetime | None = field(default=None, validator=instant)
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @property
    def folded_name(self) -> str:
        return folded(self.name)

    def changed_to(self, name: str, wanted: CustomerFilter) -> "Segment":
        """Itself where nothing differs."""
        if (name, wanted) == (self.name, self.wanted):
            return self
        return evolve(self, name=name, wanted=wanted, version=self.version + 1)

    def deleted(self, now: datetime) -> "Segment":
        """It stays on record, and its name is free."""
        return evolve(self, deleted_at=now, version=self.version + 1)
