"""From segments to the wire."""

from collections.abc import Sequence

from msgspec import structs

from rft_domain.customers.finding import CustomerFilter
from rft_domain.customers.segment import Segment
from rft_domain.customers.segment_queries import SizedSegment
from rft_domain.shared.money import Money

from .wire import FilterAnswer, SegmentAnswer, SegmentListAnswer, SizedSegmentAnswer


def segment_answer(segment: Segment) -> SegmentAnswer:
    return SegmentAnswer(
        id=segment.id,
        name=segment.name,
        filter=_filter(segment.wanted),
        created_at=segment.created_at,
        created_by=segment.created_by,
        version=segment.version,
    )


def sized_segment(sized: SizedSegment) -> SizedSegmentAnswer:
    return SizedSegmentAnswer(**structs.asdict(segment_answer(sized.segment)), size=sized.size)


def segment_list(segments: Sequence[Segment]) -> SegmentListAnswer:
    return SegmentListAnswer(items=[segment_answer(segment) for segment in segments])


def _filter(wanted: CustomerFilter) -> FilterAnswer:
    return FilterAnswer(
        search=wanted.search,
        status=wanted.status,
        customer_type=wanted.customer_type,
        active_from=wanted.active_from,
        active_to=wanted.active_to,
        created_from=wanted.created_from,
        created_to=wanted.created_to,
        min_spent=_amount(wanted.min_spent),
        max_spent=_amount(wanted.max_spent),
        min_bookings=wanted.min_bookings,
        max_bookings=wanted.max_bookings,
        marketing=wanted.marketing,
        sms=wanted.sms,
        newsletter=wanted.newsletter,
        course_id=wanted.course_id,
    )


def _amount(money: Money | None) -> str | None:
    return str(money.amount) if money is not None else None
