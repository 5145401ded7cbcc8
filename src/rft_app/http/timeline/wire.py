"""The timeline of a customer, on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as wire_field

from rft_domain.customers.note import NoteKind

from ..wire import Count, Cursor, Instant, Limit

TypeText = Annotated[
    str,
    Meta(
        pattern=r"^[a-z_]{1,50}$(?!\n)",
        description="Of this type only, such as `booking_made`, `logged_in`, `letter_sent`, or `note`.",
        extra={"rule": "must be a type, such as booking_made or note"},
    ),
]


class TimelineNote(Struct):
    """What a note has that other items have not. A withdrawn one counts no more."""

    kind: NoteKind
    internal: bool
    author_id: UUID | None
    withdrawn_at: Instant | None
    withdrawn_by: UUID | None


class TimelineAnswer(Struct):
    """What happened, or a note, whose `type` is `note`. `entity` and `entity_id` say to what, `ip` and `user_agent`
    from where it was asked for.
    """

    id: UUID
    at: Instant
    type: str
    text: str
    customer_id: UUID | None
    user_id: UUID | None
    entity: str
    entity_id: UUID
    ip: str | None
    user_agent: str | None
    note: TimelineNote | None


class TimelineQuery(Struct, forbid_unknown_fields=True):
    type: TypeText | UnsetType = UNSET
    from_: Annotated[datetime, Meta(tz=True, description="At or after.")] | UnsetType = wire_field(
        default=UNSET, name="from"
    )
    to: Annotated[datetime, Meta(tz=True, description="Before.")] | UnsetType = UNSET
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
