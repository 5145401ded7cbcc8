"""The calls of insights (product.md B14)."""

from rft_domain.access.policy import Action
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.insights.queries import customer_insights, overall_insights
from rft_domain.shared.errors import NotFound

from ... import insights
from ..endpoint import Endpoint
from . import examples, reading
from .showing import customer_insights_answer, overall_insights_answer
from .wire import CustomerInsightsAnswer, CustomerInsightsQuery, OverallInsightsAnswer, OverallInsightsQuery

_GROUP = "Insights"

INSIGHTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="get_overall_insights",
        method="GET",
        path="/api/admin/insights",
        group=_GROUP,
        summary="Read what all bookings say",
        description="Of those made from `from` on and before `to`. Months are those of London.",
        action=Action.SEE_OVERALL_INSIGHTS,
        query=OverallInsightsQuery,
        answer=OverallInsightsAnswer,
        read=overall_insights,
        ask=reading.overall,
        show=overall_insights_answer,
        answer_example=examples.OVERALL,
    ),
    Endpoint(
        name="get_customer_insights",
        method="GET",
        path="/api/admin/customers/{customer_id}/insights",
        group=_GROUP,
        summary="Read a customer's figures, and what their bookings say",
        description="There are no certificates yet, so none expires here.",
        action=Action.SEE_INSIGHTS,
        query=CustomerInsightsQuery,
        answer=CustomerInsightsAnswer,
        read=customer_insights,
        ask=reading.see,
        show=customer_insights_answer,
        errors=(CustomerNotFound,),
        answer_example=examples.CUSTOMER,
    ),
    Endpoint(
        name="get_own_insights",
        method="GET",
        path="/api/customer/insights",
        group=_GROUP,
        summary="Read one's customer's figures, and what its bookings say",
        action=Action.SEE_INSIGHTS,
        query=CustomerInsightsQuery,
        answer=CustomerInsightsAnswer,
        carry_out=insights.own_insights,
        ask=reading.see_own,
        show=customer_insights_answer,
        errors=(NotFound,),
        answer_example=examples.CUSTOMER,
    ),
)
