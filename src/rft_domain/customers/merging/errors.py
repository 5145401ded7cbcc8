"""What can be refused about merges."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from attrs import frozen

from ...shared.errors import Conflict, NotFound, RuleBroken


class MergeNotFound(NotFound):
    code = "not-found"


class SameCustomer(RuleBroken):
    code = "same-customer"
    message = "A customer cannot be merged into itself."


class AlreadyMerged(Conflict):
    code = "customer-merged"
    message = "One of the two was merged into another customer before."


class MergePlanChanged(Conflict):
    code = "merge-plan-changed"
    message = "This merge would do something else than the preview said. Look at it again."


class MergeNeedsChoice(Conflict):
    code = "merge-needs-choice"
    message = "Both are on one session: say for each such booking whether to keep or to cancel it."


class AlreadyUndone(Conflict):
    code = "merge-undone"
    message = "This merge was undone before."


class NotMarked(NotFound):
    code = "not-found"
    message = "Nobody said that these two are not one person."


class Obstacle(StrEnum):
    """Why something does not go back as it was."""

    MERGED_AGAIN = "merged-again"
    """The winner was merged into somebody else since: undo that first."""
    ERASED = "erased"
    """What the winner was before the merge has been erased."""
    FIELD_CHANGED = "field-changed"
    MOVED_ON = "moved-on"
    """The row is gone, or names somebody else by now."""
    PREFERENCES_CHANGED = "preferences-changed"
    NO_SEAT = "no-seat"
    """The booking that was cancelled finds its session full, or no longer held."""


@frozen(kw_only=True)
class UndoConflict:
    """``place`` is ``schema.table.column``, or the name of a field; ``id`` that of the row, if it is about one."""

    obstacle: Obstacle
    place: str
    id: UUID | None = None

    def __str__(self) -> str:
        return f"{self.obstacle.value} {self.place}{f' {self.id}' if self.id else ''}"

    @property
    def is_final(self) -> bool:
        """Nothing can be undone around it."""
        return self.obstacle in (Obstacle.MERGED_AGAIN, Obstacle.ERASED)


class UndoConflicts(Conflict):
    code = "merge-undo-conflicts"
    message = "Something changed since the merge, so that this cannot go back as it was."

    def __init__(self, conflicts: Sequence[UndoConflict] = ()) -> None:
        self.conflicts = tuple(conflicts)
        named = "; ".join(map(str, self.conflicts))
        super().__init__(f"{self.message} {named}." if named else None, conflicts=named)
