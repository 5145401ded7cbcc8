"""One line of the activity log."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from ..shared.ids import CustomerId, Entropy, UserId
from ..shared.period import instant
from ..shared.text import text as short_text


@frozen(kw_only=True)
class ActivityEntry:
    """``text`` holds no personal data: it names numbers and kinds, and ids say whose they are."""

    id: UUID
    at: datetime = field(validator=instant)
    type: str = field(validator=short_text(at_least=1, at_most=50))
    text: str = field(validator=short_text(at_most=500))
    customer_id: CustomerId | None = None
    user_id: UserId | None = None
    entity: str = field(validator=short_text(at_least=1, at_most=50))
    entity_id: UUID


class ActivityLog(Protocol):
    def add(self, entry: ActivityEntry) -> None: ...


class ActivityUnitOfWork(Protocol):
    @property
    def activity(self) -> ActivityLog: ...
    @property
    def entropy(self) -> Entropy: ...
