"""Effects that leave the house: written with the change that wants them, delivered after its commit."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from .period import instant


@frozen(kw_only=True)
class Message:
    """``topic`` chooses the handler; ``body`` holds ids only, so that erasing a person erases their mail too."""

    id: UUID
    topic: str
    body: Mapping[str, str]
    created_at: datetime = field(validator=instant)
    attempts: int = 0


class Outbox(Protocol):
    """The writing side, part of the unit of work."""

    def add(self, message: Message) -> None: ...


class OutboxQueue(Protocol):
    """The delivering side. A claimed message is nobody else's until its lease ends: at least once, never lost."""

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Message, ...]:
        """The oldest messages that are due and not leased; each claim counts as an attempt."""
        ...

    def delivered(self, message: Message, *, now: datetime) -> None: ...

    def failed(self, message: Message, *, reason: str, retry_at: datetime | None) -> None:
        """Due again at ``retry_at``, or put aside for an operator where that is ``None``. ``reason`` is a code."""
        ...
