"""From the wire to the query for a timeline."""

from rft_domain.activity.timeline import SeeTimeline, TimelineFilter
from rft_domain.shared.ids import CustomerId

from ..endpoint import Call
from ..query import given, instant_or_none, page_of
from .wire import TimelineQuery


def see(call: Call) -> SeeTimeline:
    query: TimelineQuery = call.query
    wanted = TimelineFilter(
        type=given(query.type),
        from_=instant_or_none(query.from_, "/from"),
        to=instant_or_none(query.to, "/to"),
    )
    return SeeTimeline(customer_id=CustomerId(call.ids["customer_id"]), wanted=wanted, page=page_of(query))
