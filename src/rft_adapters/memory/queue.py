"""The outbox in memory, and its delivering side."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from rft_domain.shared.outbox import Message, OutboxQueue

if TYPE_CHECKING:
    from .state import State


@frozen(kw_only=True)
class Posted:
    """``due_at`` is ``None`` for a message that was put aside."""

    message: Message
    due_at: datetime | None
    delivered_at: datetime | None = None
    failure: str | None = None


@frozen
class MemoryQueue:
    state: "State"

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Message, ...]:
        with self.state.lock:
            due = [p for p in self.state.outbox.values() if not p.delivered_at and p.due_at and p.due_at <= now]
            due.sort(key=lambda posted: (posted.message.created_at, posted.message.id))
            claimed = [evolve(posted.message, attempts=posted.message.attempts + 1) for posted in due[:limit]]
            for message in claimed:
                self.state.outbox[message.id] = Posted(message=message, due_at=now + lease)
        return tuple(claimed)

    def delivered(self, message: Message, *, now: datetime) -> None:
        with self.state.lock:
            self.state.outbox[message.id] = evolve(self.state.outbox[message.id], delivered_at=now)

    def failed(self, message: Message, *, reason: str, retry_at: datetime | None) -> None:
        with self.state.lock:
            self.state.outbox[message.id] = evolve(self.state.outbox[message.id], due_at=retry_at, failure=reason)


def _conforms(queue: MemoryQueue) -> OutboxQueue:
    return queue
