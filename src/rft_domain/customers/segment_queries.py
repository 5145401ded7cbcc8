"""Reading segments: which there are, how many customers they have, and whom."""

from datetime import datetime

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..shared.ids import SegmentId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from .customer import Customer
from .finding import CustomerSort, ListCustomers, list_customers
from .segment import Segment
from .segment_ports import SegmentsUnitOfWork, checked


@frozen(kw_only=True)
class SizedSegment:
    """``size``: how many customers it has at this moment."""

    segment: Segment
    size: int

    @property
    def version(self) -> int:
        return self.segment.version


@frozen(kw_only=True)
class ListSegments:
    """All that stand."""


@frozen(kw_only=True)
class SeeSegment:
    segment_id: SegmentId


@frozen(kw_only=True)
class ListSegmentMembers:
    segment_id: SegmentId
    sort: CustomerSort = CustomerSort.CREATED_AT_DOWN
    page: PageRequest = FIRST_PAGE


def list_segments(query: ListSegments, *, actor: Actor, now: datetime, uow: SegmentsUnitOfWork) -> tuple[Segment, ...]:
    """By name."""
    require(actor, Action.MANAGE_SEGMENTS)
    return uow.segments.all()


def see_segment(query: SeeSegment, *, actor: Actor, now: datetime, uow: SegmentsUnitOfWork) -> SizedSegment:
    """Raises :class:`SegmentNotFound`, and :class:`SegmentOutdated` where its filter names what is gone."""
    one = ListSegmentMembers(segment_id=query.segment_id, page=PageRequest(limit=1, count=True))
    page = list_segment_members(one, actor=actor, now=now, uow=uow)
    return SizedSegment(segment=uow.segments.get(query.segment_id), size=page.total or 0)


def list_segment_members(
    query: ListSegmentMembers, *, actor: Actor, now: datetime, uow: SegmentsUnitOfWork
) -> Page[Customer]:
    """Raises :class:`SegmentNotFound`, and :class:`SegmentOutdated` where its filter names what is gone."""
    require(actor, Action.MANAGE_SEGMENTS)
    wanted = checked(uow.segments.get(query.segment_id).wanted, uow)
    of_segment = ListCustomers(wanted=wanted, sort=query.sort, page=query.page)
    return list_customers(of_segment, actor=actor, now=now, uow=uow)
