"""News that only the log is told."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from ..shared.ids import CustomerId, UserId


@frozen(kw_only=True)
class MessageSent:
    """A letter, or a text message, has left the house. ``topic`` is that of the outbox; the rest says whom and what it
    was about.
    """

    at: datetime
    topic: str
    by_text: bool
    entity: str
    entity_id: UUID
    customer_id: CustomerId | None = None
    user_id: UserId | None = None
