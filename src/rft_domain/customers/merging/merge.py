"""A merge on record: what was done, and whether it was taken back."""

from datetime import datetime
from typing import ClassVar

from attrs import evolve, field, frozen

from ...shared.changes import Record
from ...shared.events import Event
from ...shared.ids import CustomerId, MergeId, UserId
from ...shared.period import instant
from ..events import CustomersMerged, MergeUndone, TakenUp
from ..profile import Profile
from .plan import MergePlan


@frozen(kw_only=True)
class Merge:
    """``before`` is the winner's profile as it was: what undoing needs and the plan does not quote. It is ``None`` once
    erased. ``left`` are the conflicts that undoing left as they were.
    """

    record: ClassVar[Record] = Record.of(
        "merge",
        personal="before",
        plain="id winner_id loser_id plan merged_at merged_by undone_at undone_by left version",
    )

    id: MergeId
    plan: MergePlan
    before: Profile | None = field(repr=False)
    merged_at: datetime = field(validator=instant)
    merged_by: UserId | None = None
    undone_at: datetime | None = field(default=None, validator=instant)
    undone_by: UserId | None = None
    left: tuple[str, ...] = ()
    version: int = 1
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @classmethod
    def carried_out(cls, *, id: MergeId, plan: MergePlan, before: Profile, by: UserId | None, now: datetime) -> "Merge":
        event = CustomersMerged(
            at=now,
            merge_id=id,
            winner_id=plan.winner_id,
            loser_id=plan.loser_id,
            given_up=tuple(one.booking_id for one in plan.cancelled),
        )
        return cls(id=id, plan=plan, before=before, merged_at=now, merged_by=by, events=(event,))

    @property
    def winner_id(self) -> CustomerId:
        return self.plan.winner_id

    @property
    def loser_id(self) -> CustomerId:
        return self.plan.loser_id

    def undone(
        self, *, taken_up: tuple[TakenUp, ...], left: tuple[str, ...], by: UserId | None, now: datetime
    ) -> "Merge":
        event = MergeUndone(
            at=now, merge_id=self.id, winner_id=self.winner_id, loser_id=self.loser_id, taken_up=taken_up
        )
        return evolve(self, undone_at=now, undone_by=by, left=left, version=self.version + 1, events=(event,))
