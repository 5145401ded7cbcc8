"""From the wire to commands and queries about segments."""

from rft_domain.customers.finding import CustomerFilter
from rft_domain.customers.segment_queries import ListSegmentMembers, ListSegments, SeeSegment
from rft_domain.customers.use_cases.change_segment import ChangeSegment
from rft_domain.customers.use_cases.create_segment import CreateSegment
from rft_domain.customers.use_cases.delete_segment import DeleteSegment
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import SegmentId
from rft_domain.shared.text import tidy

from ...exports import ExportCustomers
from ..customers.reading import wanted
from ..endpoint import Call
from ..query import page_of
from .wire import MembersQuery, SegmentBody, SegmentExportQuery


def list_(call: Call) -> ListSegments:
    return ListSegments()


def create(call: Call) -> CreateSegment:
    body: SegmentBody = call.body
    return CreateSegment(name=tidy(body.name), wanted=_filter(body))


def see(call: Call) -> SeeSegment:
    return SeeSegment(segment_id=_segment_id(call))


def change(call: Call) -> ChangeSegment:
    body: SegmentBody = call.body
    return ChangeSegment(segment_id=_segment_id(call), name=tidy(body.name), wanted=_filter(body), version=call.version)


def delete(call: Call) -> DeleteSegment:
    return DeleteSegment(segment_id=_segment_id(call), version=call.version)


def members(call: Call) -> ListSegmentMembers:
    query: MembersQuery = call.query
    return ListSegmentMembers(segment_id=_segment_id(call), sort=query.sort, page=page_of(query))


def export(call: Call) -> ExportCustomers:
    query: SegmentExportQuery = call.query
    return ExportCustomers(format=query.format, sort=query.sort, segment_id=_segment_id(call))


def _filter(body: SegmentBody) -> CustomerFilter:
    try:
        return wanted(body.filter)
    except Invalid as invalid:
        raise invalid.under("/filter") from None


def _segment_id(call: Call) -> SegmentId:
    return SegmentId(call.ids["segment_id"])
