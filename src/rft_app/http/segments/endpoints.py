"""The calls about segments (product.md B13)."""

from rft_domain.access.policy import Action
from rft_domain.customers import errors as e
from rft_domain.customers import segment_queries
from rft_domain.customers.use_cases.change_segment import change_segment
from rft_domain.customers.use_cases.create_segment import create_segment
from rft_domain.customers.use_cases.delete_segment import delete_segment

from ... import exports
from ..customers.showing import MEDIA, customer_list, download
from ..endpoint import Endpoint, IfMatch
from ..users.wire import CustomerAnswer
from ..wire import ListAnswer
from . import examples, reading
from .showing import segment_answer, segment_list, sized_segment
from .wire import (
    MembersQuery,
    SegmentAnswer,
    SegmentBody,
    SegmentExportQuery,
    SegmentListAnswer,
    SizedSegmentAnswer,
)

_GROUP = "Segments"
_ONE = "/api/admin/segments/{segment_id}"

SEGMENTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="list_segments",
        method="GET",
        path="/api/admin/segments",
        group=_GROUP,
        summary="List the segments",
        description="Saved filters over customers, by name.",
        action=Action.MANAGE_SEGMENTS,
        answer=SegmentListAnswer,
        read=segment_queries.list_segments,
        ask=reading.list_,
        show=segment_list,
        answer_example=examples.LIST,
    ),
    Endpoint(
        name="create_segment",
        method="POST",
        path="/api/admin/segments",
        group=_GROUP,
        summary="Keep a filter over customers under a name",
        action=Action.MANAGE_SEGMENTS,
        body=SegmentBody,
        answer=SegmentAnswer,
        status=201,
        use_case=create_segment,
        ask=reading.create,
        show=segment_answer,
        location="/api/admin/segments/{id}",
        versioned=True,
        errors=(e.SegmentNameTaken, e.SegmentOutdated),
        body_example=examples.BODY,
        answer_example=examples.SEGMENT,
    ),
    Endpoint(
        name="get_segment",
        method="GET",
        path=_ONE,
        group=_GROUP,
        summary="Read one segment and how many customers it has",
        action=Action.MANAGE_SEGMENTS,
        answer=SizedSegmentAnswer,
        read=segment_queries.see_segment,
        ask=reading.see,
        show=sized_segment,
        versioned=True,
        errors=(e.SegmentNotFound, e.SegmentOutdated),
        answer_example=examples.SIZED,
    ),
    Endpoint(
        name="change_segment",
        method="PUT",
        path=_ONE,
        group=_GROUP,
        summary="Change the name and the filter of a segment",
        action=Action.MANAGE_SEGMENTS,
        body=SegmentBody,
        answer=SegmentAnswer,
        use_case=change_segment,
        ask=reading.change,
        show=segment_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(e.SegmentNotFound, e.SegmentNameTaken, e.SegmentOutdated),
        body_example=examples.BODY,
        answer_example=examples.SEGMENT,
    ),
    Endpoint(
        name="delete_segment",
        method="DELETE",
        path=_ONE,
        group=_GROUP,
        summary="Delete a segment",
        description="Nobody in it is touched. The answer is what was deleted.",
        action=Action.MANAGE_SEGMENTS,
        answer=SegmentAnswer,
        use_case=delete_segment,
        ask=reading.delete,
        show=segment_answer,
        if_match=IfMatch.REQUIRED,
        errors=(e.SegmentNotFound,),
        answer_example=examples.SEGMENT | {"version": 2},
    ),
    Endpoint(
        name="list_customers_of_segment",
        method="GET",
        path=f"{_ONE}/customers",
        group=_GROUP,
        summary="List the customers of a segment, with their figures",
        action=Action.MANAGE_SEGMENTS,
        query=MembersQuery,
        answer=ListAnswer[CustomerAnswer],
        read=segment_queries.list_segment_members,
        ask=reading.members,
        show=customer_list,
        errors=(e.SegmentNotFound, e.SegmentOutdated),
        answer_example=examples.MEMBERS,
    ),
    Endpoint(
        name="export_segment",
        method="GET",
        path=f"{_ONE}/export",
        group=_GROUP,
        summary="Download the customers of a segment as a table",
        description="Each download is in the activity log. Nothing sensitive is in it.",
        action=Action.EXPORT_CUSTOMERS,
        query=SegmentExportQuery,
        answer=bytes,
        media=tuple(MEDIA.values()),
        carry_out=exports.export_customers,
        ask=reading.export,
        show=download,
        errors=(e.SegmentNotFound, e.SegmentOutdated, exports.ExportTooLarge, exports.FormatNotInstalled),
    ),
)
