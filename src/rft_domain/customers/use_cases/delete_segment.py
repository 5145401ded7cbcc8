"""Delete a segment. Nobody in it is touched."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import SegmentId
from ..segment import Segment
from ..segment_ports import SegmentsUnitOfWork


@frozen(kw_only=True)
class DeleteSegment:
    """``version`` is the one that was looked at, if known."""

    segment_id: SegmentId
    version: int | None = None


def delete_segment(command: DeleteSegment, *, actor: Actor, now: datetime, uow: SegmentsUnitOfWork) -> Segment:
    """As it was last. Raises :class:`SegmentNotFound` or :class:`PreconditionFailed`."""
    require(actor, Action.MANAGE_SEGMENTS)
    segment = uow.segments.get(command.segment_id)
    if command.version not in (None, segment.version):
        raise PreconditionFailed(version=segment.version)
    deleted = segment.deleted(now)
    uow.segments.save(deleted)
    return deleted
