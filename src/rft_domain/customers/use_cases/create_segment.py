"""Keep a filter over customers under a name."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import SegmentId
from ..errors import SegmentNameTaken
from ..finding import CustomerFilter
from ..segment import Segment
from ..segment_ports import SegmentsUnitOfWork, checked, is_taken


@frozen(kw_only=True)
class CreateSegment:
    name: str
    wanted: CustomerFilter


def create_segment(command: CreateSegment, *, actor: Actor, now: datetime, uow: SegmentsUnitOfWork) -> Segment:
    """Raises :class:`SegmentNameTaken` or :class:`SegmentOutdated`."""
    require(actor, Action.MANAGE_SEGMENTS)
    segment = Segment(
        id=SegmentId(uow.entropy.uuid()),
        name=command.name,
        wanted=checked(command.wanted, uow),
        created_at=now,
        created_by=actor.user_id,
    )
    if is_taken(segment, uow):
        raise SegmentNameTaken()
    uow.segments.add(segment)
    return segment
