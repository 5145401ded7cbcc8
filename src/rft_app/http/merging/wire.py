"""Duplicates and merges on the wire."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, field

from rft_domain.customers.merging.plan import Both, Side
from rft_domain.customers.merging.resemblance import Reason
from rft_domain.customers.merging.rules import Fate
from rft_domain.customers.preferences import PreferredContact

from ..users.wire import CustomerAnswer
from ..wire import Count, Cursor, Instant, Limit, MoneyAnswer

Digest = Annotated[
    str,
    Meta(pattern="^[0-9a-f]{64}$(?!\n)", description="Of the plan that was looked at: refused where it changed."),
]


class MergeBody(Struct, forbid_unknown_fields=True):
    """The customer of the path stays; `loser_id` is merged into it.

    `fields` names a field of the profile, or `email`, and whose value stays; else that of the profile changed last, or
    the other's where that is blank, and the winner's address. `keep` and `cancel` are bookings of the loser on a
    session on which the winner is, too: each must be in one of them.
    """

    loser_id: UUID
    fields: dict[str, Side] = field(default_factory=dict)
    keep: Annotated[list[UUID], Meta(max_length=200)] = field(default_factory=list)
    cancel: Annotated[list[UUID], Meta(max_length=200)] = field(default_factory=list)
    digest: Digest | None = None


class UndoBody(Struct, forbid_unknown_fields=True):
    """With `leave_conflicts`, what was changed since stays as it is, and everything else goes back."""

    leave_conflicts: bool


class OtherBody(Struct, forbid_unknown_fields=True):
    """The other customer of the pair."""

    other_id: UUID


class FieldEffectAnswer(Struct):
    """Whose value a field has after the merge, and whether that is another than the winner's before."""

    name: str
    source: Side
    changes: bool


class DetailEffectAnswer(Struct):
    """Whose value a field of the winner's sensitive details has after the merge; both, where texts are joined.

    `left`: the loser's is another one, and stays under the loser's id only.
    """

    name: Annotated[str, Meta(examples=["medical_notes"])]
    sources: list[Side]
    left: bool


class AffectedAnswer(Struct):
    """Rows of a column that name the loser: `after` is whom they name after the merge, null where they are combined."""

    place: Annotated[str, Meta(examples=["bookings.bookings.customer_id"])]
    fate: Fate
    ids: list[UUID]
    before: UUID
    after: UUID | None


class CountsAnswer(Struct):
    """Figures of a customer."""

    total_bookings: int
    total_spent: MoneyAnswer
    first_booking_at: Instant | None
    last_booking_at: Instant | None
    customer_since: Instant
    last_activity_at: Instant


class FiguresEffectAnswer(Struct):
    """`after` is a recount of both histories as one, without the bookings that are cancelled."""

    winner: CountsAnswer
    loser: CountsAnswer
    after: CountsAnswer


class ChoicesAnswer(Struct):
    """What a customer wants to hear."""

    marketing: bool
    sms: bool
    newsletter: bool
    preferred_contact: PreferredContact


class DoubleBookingAnswer(Struct):
    """A booking of the loser on a session on which the winner has `with_bookings`. Cancelled, it gives back `seats` and
    costs `final` less. `choice` is null while it is to be made.
    """

    booking_id: UUID
    session_id: UUID
    with_bookings: list[UUID]
    status: str
    seats: int
    final: MoneyAnswer
    choice: Both | None


class PlanAnswer(Struct):
    """Everything that the merge does."""

    winner_id: UUID
    loser_id: UUID
    digest: str
    email: Side
    fields: list[FieldEffectAnswer]
    affected: list[AffectedAnswer]
    figures: FiguresEffectAnswer
    preferences_before: ChoicesAnswer
    preferences_after: ChoicesAnswer
    details: list[DetailEffectAnswer]
    bookings: list[DoubleBookingAnswer]


class PreviewAnswer(Struct):
    """The plan, the two customers, and the winner as they will be."""

    plan: PlanAnswer
    winner: CustomerAnswer
    loser: CustomerAnswer
    merged: CustomerAnswer


class MergeAnswer(Struct):
    """A merge on record. `left` are the conflicts around which it was undone."""

    id: UUID
    winner_id: UUID
    loser_id: UUID
    plan: PlanAnswer
    merged_at: Instant
    merged_by: UUID | None
    undone_at: Instant | None
    undone_by: UUID | None
    left: list[str]
    version: Annotated[int, Meta(ge=1)]


class DuplicateAnswer(Struct):
    """Two customers who may be one person."""

    id: UUID
    score: Annotated[int, Meta(ge=1, le=100)]
    reasons: list[Reason]
    found_at: Instant
    one: CustomerAnswer
    other: CustomerAnswer


class FoundAnswer(Struct):
    """How many pairs look like one person."""

    pairs: int


class DistinctAnswer(Struct):
    """Two customers who are not one person, as somebody said."""

    id: UUID
    one_id: UUID
    other_id: UUID
    marked_by: UUID | None
    marked_at: Instant


class MergesQuery(Struct, forbid_unknown_fields=True):
    """Without `customer_id`, all merges."""

    customer_id: UUID | UnsetType = UNSET
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False


class PageQuery(Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
