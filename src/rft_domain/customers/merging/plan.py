"""A merge as a plan: everything that will happen, before it does. The preview is the plan that is carried out."""

import hashlib
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from attrs import evolve, field, frozen

from ...shared.ids import BookingId, CustomerId, SessionId
from ...shared.money import Money
from ...shared.period import instant
from ...shared.stored import to_json
from ..figures import Figures
from ..preferences import Choices
from .rules import Fate


class Side(StrEnum):
    """The winner is who stays; the loser is merged into them."""

    WINNER = "winner"
    LOSER = "loser"


class Both(StrEnum):
    """What to do with the loser's booking where the winner is on the same session."""

    KEEP = "keep"
    CANCEL = "cancel"


@frozen(kw_only=True)
class FieldEffect:
    """Whose value a field of the winner has after the merge, and whether that is another than before."""

    name: str
    source: Side
    changes: bool


@frozen(kw_only=True)
class Affected:
    """Rows that name the loser, by ``schema.table.column``: of those that are moved, it names the winner afterwards."""

    place: str
    fate: Fate
    ids: tuple[UUID, ...]


@frozen(kw_only=True)
class FiguresEffect:
    """``merged`` is a recount of both histories as one; ``after`` the same without the bookings that are cancelled."""

    winner: Figures
    loser: Figures
    merged: Figures
    after: Figures


@frozen(kw_only=True)
class PreferencesEffect:
    """The winner's, before and after; ``version`` is theirs afterwards."""

    before: Choices
    after: Choices
    version: int


@frozen(kw_only=True)
class DetailEffect:
    """Whose value a field of the winner's sensitive details has after the merge; both sides', where texts are joined.

    ``left``: the loser's is another one, and stays under the loser's id only.
    """

    name: str
    sources: tuple[Side, ...]
    left: bool = False

    @property
    def changes(self) -> bool:
        return Side.LOSER in self.sources

    @property
    def is_joined(self) -> bool:
        return len(self.sources) > 1


@frozen(kw_only=True)
class DoubleBooking:
    """A booking of the loser on a session on which the winner has ``with_bookings``.

    Cancelled, it gives back ``seats`` and costs ``final`` less. ``choice`` is ``None`` while nobody has made it.
    """

    booking_id: BookingId
    session_id: SessionId
    with_bookings: tuple[BookingId, ...]
    status: str
    seats: int
    final: Money
    choice: Both | None


@frozen(kw_only=True)
class MergePlan:
    """Without personal data: fields are named, not quoted."""

    winner_id: CustomerId
    loser_id: CustomerId
    winner_version: int
    loser_version: int
    email: Side
    fields: tuple[FieldEffect, ...]
    affected: tuple[Affected, ...]
    figures: FiguresEffect
    preferences: PreferencesEffect
    details: tuple[DetailEffect, ...]
    bookings: tuple[DoubleBooking, ...]

    @property
    def digest(self) -> str:
        """The same for the same plan only: SHA-256 in hex."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()

    @property
    def undecided(self) -> tuple[DoubleBooking, ...]:
        return tuple(one for one in self.bookings if one.choice is None)

    @property
    def cancelled(self) -> tuple[DoubleBooking, ...]:
        return tuple(one for one in self.bookings if one.choice is Both.CANCEL)

    @property
    def changed_fields(self) -> tuple[str, ...]:
        return tuple(effect.name for effect in self.fields if effect.changes)

    @property
    def moves(self) -> tuple[Affected, ...]:
        """What is moved as it is: a booking that is cancelled is handed over by its own slice."""
        own = {one.booking_id for one in self.cancelled}
        return tuple(evolve(one, ids=tuple(id for id in one.ids if id not in own)) for one in self.moved)

    @property
    def moved(self) -> tuple[Affected, ...]:
        return tuple(one for one in self.affected if one.fate is Fate.MOVED)


@frozen(kw_only=True)
class Booked:
    """What a merge needs to know of a booking and its session. ``people`` hold seats while the booking stands."""

    id: BookingId
    customer_id: CustomerId
    session_id: SessionId
    status: str
    people: int
    final: Money
    created_at: datetime = field(validator=instant)
    scheduled: bool
    seats_left: int

    @property
    def stands(self) -> bool:
        return self.status != "cancelled"

    @property
    def may_be_cancelled(self) -> bool:
        return self.status in ("pending", "confirmed")
