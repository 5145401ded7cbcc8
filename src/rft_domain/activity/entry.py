"""One line of the activity log."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from ..shared.audit import Origin
from ..shared.ids import CustomerId, Entropy, UserId
from ..shared.period import instant
from ..shared.text import text as short_text


@frozen(kw_only=True)
class ActivityEntry:
    """``text`` holds no personal data: it names numbers and kinds, and ids say whose they are.

    ``ip`` and ``user_agent`` are those of the request, which the log knows; they are for the office alone.
    """

    id: UUID
    at: datetime = field(validator=instant)
    type: str = field(validator=short_text(at_least=1, at_most=50))
    text: str = field(validator=short_text(at_most=500))
    customer_id: CustomerId | None = None
    user_id: UserId | None = None
    entity: str = field(validator=short_text(at_least=1, at_most=50))
    entity_id: UUID
    ip: str | None = field(default=None, repr=False)
    user_agent: str | None = field(default=None, repr=False)


class ActivityLog(Protocol):
    def came_from(self, origin: Origin) -> None:
        """The request whose news is added from now on."""
        ...

    def add(self, entry: ActivityEntry) -> None:
        """With the address and the program of the request, whatever ``entry`` says of them."""
        ...


class ActivityUnitOfWork(Protocol):
    @property
    def activity(self) -> ActivityLog: ...
    @property
    def entropy(self) -> Entropy: ...
