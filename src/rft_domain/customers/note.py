"""What the office writes down about a customer (product.md B10).

A note is never edited. What was wrong is withdrawn, which leaves it to read for the office, marked, and is written
anew: so whoever acted on a note can show what it said.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from attrs import Attribute, evolve, field, frozen
from attrs.validators import instance_of

from ..access.decisions import Subject
from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import CustomerId, NoteId, UserId
from ..shared.period import instant
from ..shared.text import text
from .events import NoteWithdrawn, NoteWritten

LONGEST_NOTE = 4_000


class NoteKind(StrEnum):
    GENERAL = "general"
    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"
    MEDICAL = "medical"
    SPECIAL_REQUIREMENT = "special_requirement"


def _not_before_writing(instance: "Note", attribute: "Attribute[Any]", value: datetime | None) -> None:
    if value is not None and value < instance.at:
        raise Invalid.at("/withdrawn_at", "must not be before the note was written")


@frozen(kw_only=True)
class Note:
    """``internal`` is for the office alone; another is shown to the customer too.

    ``author_id`` and ``withdrawn_by`` are ``None`` where the system did it.
    """

    record: ClassVar[Record] = Record.of(
        "note",
        personal="text",
        plain="id customer_id kind internal author_id at withdrawn_at withdrawn_by version",
    )

    id: NoteId
    customer_id: CustomerId
    kind: NoteKind = field(default=NoteKind.GENERAL, validator=instance_of(NoteKind))
    text: str = field(validator=text(at_least=1, at_most=LONGEST_NOTE), repr=False)
    internal: bool = field(default=True, validator=instance_of(bool))
    author_id: UserId | None = None
    at: datetime = field(validator=instant)
    withdrawn_at: datetime | None = field(default=None, validator=(instant, _not_before_writing))
    withdrawn_by: UserId | None = None
    version: int = 1
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @property
    def subject(self) -> Subject:
        """Whose it is: what is internal or withdrawn is nobody's but the office's."""
        return Subject(customer_id=None if self.internal or self.withdrawn_at else self.customer_id)

    @classmethod
    def write(
        cls,
        *,
        id: NoteId,
        customer_id: CustomerId,
        kind: NoteKind,
        text: str,
        internal: bool,
        author_id: UserId | None,
        now: datetime,
    ) -> "Note":
        return cls(
            id=id,
            customer_id=customer_id,
            kind=kind,
            text=text,
            internal=internal,
            author_id=author_id,
            at=now,
            events=(NoteWritten(at=now, customer_id=customer_id, note_id=id, kind=kind.value),),
        )

    def withdrawn(self, by: UserId | None, now: datetime) -> "Note":
        """Itself where it was withdrawn before."""
        if self.withdrawn_at is not None:
            return self
        event = NoteWithdrawn(at=now, customer_id=self.customer_id, note_id=self.id, kind=self.kind.value)
        return evolve(self, withdrawn_at=now, withdrawn_by=by, version=self.version + 1, events=(event,))
