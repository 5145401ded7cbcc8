"""Erasures on the wire."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from rft_domain.privacy.erasure import Kind

from ..wire import Instant


class EraseBody(Struct, forbid_unknown_fields=True):
    """What must be spoken of first is refused, unless it is said that it was."""

    with_bookings_ahead: Annotated[bool, Meta(description="Bookings that are still ahead go on, without names.")]
    with_members: Annotated[bool, Meta(description="All members of the customer are erased too.")]


class ErasureAnswer(Struct):
    """The evidence. `rows` counts what was changed or deleted, by table; `erased_by` is null for the system."""

    id: UUID
    kind: Kind
    subject_id: UUID
    at: Instant
    erased_by: UUID | None
    rows: dict[str, int]


class ErasuresAnswer(Struct):
    """All of them, oldest first."""

    items: list[ErasureAnswer]


class KeptAnswer(Struct):
    """What one rule did, or would do. `before` is null where it is switched off."""

    rule: str
    table: str
    before: Instant | None
    rows: int
    because: str


class RetentionAnswer(Struct):
    """`idle_customers` may be erased: nobody has heard of them for too long."""

    rules: list[KeptAnswer]
    idle_customers: list[UUID]


class ReappliedAnswer(Struct):
    """Ids by what became of them; `added` lines were missing in the ledger."""

    again: list[UUID]
    before: list[UUID]
    unknown: list[UUID]
    failed: dict[str, str]
    added: int
