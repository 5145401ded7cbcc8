"""The outbox: written by the unit of work, emptied by the queue."""

from psycopg.types.json import Jsonb
from sqlalchemy import Boolean, Column, Index, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from rft_domain.shared.outbox import Message

from .flush import Part, Row
from .forms import inserting
from .metadata import METADATA, at, check, text, whole

# due_at: when it may be claimed next; nothing while it is delivered or put aside. A lease moves it on
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("topic"),
    Column("body", JSONB, nullable=False),
    at("created_at"),
    whole("attempts"),
    at("due_at", nullable=True),
    at("delivered_at", nullable=True),
    Column("put_aside", Boolean, nullable=False),
    text("last_failure", nullable=True),
    check("attempts", "attempts >= 0"),
    schema="shared",
)
Index("ix_outbox_created_at", OUTBOX.c.created_at, OUTBOX.c.id, postgresql_where=OUTBOX.c.due_at.is_not(None))
Index("ix_outbox_put_aside", OUTBOX.c.created_at, postgresql_where=OUTBOX.c.put_aside)

_INSERT = inserting(OUTBOX)


def to_row(message: Message) -> Row:
    """Due at once."""
    body, due_at = Jsonb(dict(message.body)), message.created_at
    return (message.id, message.topic, body, message.created_at, message.attempts, due_at, None, False, None)


def from_row(row: Row) -> Message:
    return Message(id=row[0], topic=row[1], body=row[2], created_at=row[3], attempts=row[4])


class OutboxWriter:
    """The writing side, part of the unit of work."""

    __slots__ = ("_added",)

    def __init__(self) -> None:
        self._added: list[Row] = []

    def add(self, message: Message) -> None:
        self._added.append(to_row(message))

    def parts(self) -> list[Part]:
        added, self._added = self._added, []
        return [(_INSERT, added)]
