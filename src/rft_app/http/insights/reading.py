"""From the wire to insights."""

from rft_domain.insights.queries import CustomerInsights, OverallInsights
from rft_domain.shared.ids import CustomerId

from ..endpoint import Call
from ..query import instant_or_none
from .wire import CustomerInsightsQuery, OverallInsightsQuery


def see(call: Call) -> CustomerInsights:
    query: CustomerInsightsQuery = call.query
    return CustomerInsights(customer_id=CustomerId(call.ids["customer_id"]), top=query.top)


def see_own(call: Call) -> CustomerInsights:
    query: CustomerInsightsQuery = call.query
    return CustomerInsights(top=query.top)


def overall(call: Call) -> OverallInsights:
    query: OverallInsightsQuery = call.query
    from_, to = instant_or_none(query.from_, "/from"), instant_or_none(query.to, "/to")
    return OverallInsights(from_=from_, to=to, top=query.top)
