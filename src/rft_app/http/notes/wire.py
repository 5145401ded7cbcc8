"""Notes about customers, on the wire."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from rft_domain.customers.note import LONGEST_NOTE, NoteKind

from ..wire import Count, Cursor, Instant, Limit


class NoteBody(Struct, forbid_unknown_fields=True):
    """What shall be written down."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]
    kind: NoteKind = NoteKind.GENERAL
    internal: Annotated[bool, Meta(description="false shows it to the customer.")] = True


class NoteAnswer(Struct):
    """A note, for the office. `author_id` is null where the system wrote it. A withdrawn one counts no more."""

    id: UUID
    customer_id: UUID
    kind: NoteKind
    text: str
    internal: bool
    author_id: UUID | None
    at: Instant
    withdrawn_at: Instant | None
    withdrawn_by: UUID | None
    version: Annotated[int, Meta(ge=1)]


class OwnNoteAnswer(Struct):
    """A note that the customer is shown."""

    id: UUID
    kind: NoteKind
    text: str
    at: Instant


class NotesQuery(Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
