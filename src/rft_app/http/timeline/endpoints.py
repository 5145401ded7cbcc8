"""The call for the timeline of a customer (product.md B10, B11)."""

from rft_domain.access.policy import Action
from rft_domain.activity.timeline import see_timeline
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

from ..endpoint import Endpoint
from ..wire import ListAnswer
from . import examples, reading
from .showing import timeline_list
from .wire import TimelineAnswer, TimelineQuery

TIMELINE: tuple[Endpoint, ...] = (
    Endpoint(
        name="get_timeline",
        method="GET",
        path="/api/admin/customers/{customer_id}/timeline",
        group="Notes",
        summary="Read what happened around a customer, and the notes about it",
        description="Newest first. Of its members it holds what concerns no customer, such as their log-ins.",
        action=Action.SEE_ACTIVITY,
        query=TimelineQuery,
        answer=ListAnswer[TimelineAnswer],
        read=see_timeline,
        ask=reading.see,
        show=timeline_list,
        errors=(CustomerNotFound, DataKeyMissing, SealedDataRefused),
        answer_example=examples.TIMELINE,
    ),
)
