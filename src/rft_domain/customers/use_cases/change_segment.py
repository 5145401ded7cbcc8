"""Change the name or the filter of a segment."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import SegmentId
from ..errors import SegmentNameTaken
from ..finding import CustomerFilter
from ..segment import Segment
from ..segment_ports import SegmentsUnitOfWork, checked, is_taken


@frozen(kw_only=True)
class ChangeSegment:
    """``wanted`` replaces the old filter whole. ``version`` is the one the change was made on, if known."""

    segment_id: SegmentId
    name: str
    wanted: CustomerFilter
    version: int | None = None


def change_segment(command: ChangeSegment, *, actor: Actor, now: datetime, uow: SegmentsUnitOfWork) -> Segment:
    """Raises :class:`SegmentNotFound`, :class:`SegmentNameTaken`, :class:`SegmentOutdated` or PreconditionFailed."""
    require(actor, Action.MANAGE_SEGMENTS)
    segment = uow.segments.get(command.segment_id)
    if command.version not in (None, segment.version):
        raise PreconditionFailed(version=segment.version)
    changed = segment.changed_to(command.name, checked(command.wanted, uow))
    if is_taken(changed, uow):
        raise SegmentNameTaken()
    if changed is not segment:
        uow.segments.save(changed)
    return changed
