"""The delivering side of the outbox: messages are claimed by lease, and a lease that ends frees them (design.md 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import DateTime, Integer, bindparam, false, null, select

from rft_domain.shared.outbox import Message, OutboxQueue

from .link import Link
from .outbox import OUTBOX, from_row
from .query import Query, query

_O = OUTBOX.c


def _claiming() -> Query:
    """Rivals skip what another is claiming at this moment, instead of waiting for it."""
    due = (
        select(_O.id)
        .where(_O.due_at <= bindparam("now"))
        .order_by(_O.created_at, _O.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    leased = {"due_at": bindparam("until", type_=DateTime(timezone=True)), "attempts": _O.attempts + 1}
    claimed = OUTBOX.update().values(leased).where(_O.id == due.c.id)
    return query(claimed.returning(_O.id, _O.topic, _O.body, _O.created_at, _O.attempts))


_CLAIM = _claiming()
_DELIVERED = query(
    OUTBOX.update()
    .values(due_at=null(), put_aside=false(), delivered_at=bindparam("now", type_=DateTime(timezone=True)))
    .where(_O.id == bindparam("message_id"), _O.delivered_at.is_(None))
    .returning(_O.id)
)
# of a later claim's lease an earlier claimant may not dispose: the attempt tells them apart
_FAILED = query(
    OUTBOX.update()
    .values(
        due_at=bindparam("retry_at", type_=DateTime(timezone=True)),
        put_aside=bindparam("gives_up"),
        last_failure=bindparam("reason"),
    )
    .where(_O.id == bindparam("message_id"), _O.attempts == bindparam("attempt"), _O.delivered_at.is_(None))
    .returning(_O.id)
)


class PostgresOutboxQueue:
    """``rft_domain.shared.outbox.OutboxQueue``."""

    def __init__(self, borrow: Callable[[], Link]) -> None:
        self._borrow = borrow

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Message, ...]:
        with self._borrow() as link:
            rows = link.rows(_CLAIM, {"now": now, "until": now + lease, "limit": limit})
        return tuple(sorted(map(from_row, rows), key=lambda message: (message.created_at, message.id)))

    def delivered(self, message: Message, *, now: datetime) -> None:
        with self._borrow() as link:
            link.rows(_DELIVERED, {"now": now, "message_id": message.id})

    def failed(self, message: Message, *, reason: str, retry_at: datetime | None) -> None:
        named = {"message_id": message.id, "attempt": message.attempts, "reason": reason, "retry_at": retry_at}
        with self._borrow() as link:
            link.rows(_FAILED, {**named, "gives_up": retry_at is None})


def _conforms(queue: PostgresOutboxQueue) -> OutboxQueue:
    return queue
