"""The calls of sensitive details (product.md B3)."""

from rft_domain.access.policy import Action
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.customers.queries import see_sensitive_details
from rft_domain.customers.use_cases.change_sensitive_details import change_sensitive_details
from rft_domain.shared.errors import NotFound

from ..endpoint import Endpoint, IfMatch
from . import examples, reading
from .showing import sensitive_answer
from .wire import SensitiveAnswer, SensitiveBody

_GROUP = "Sensitive details"
_OWN, _ONE = "/api/customer/sensitive", "/api/admin/customers/{customer_id}/sensitive"

SENSITIVE: tuple[Endpoint, ...] = (
    Endpoint(
        name="get_own_sensitive",
        method="GET",
        path=_OWN,
        group=_GROUP,
        summary="Read whom to call, what to mind and what to eat: one's own",
        action=Action.SEE_SENSITIVE,
        answer=SensitiveAnswer,
        read=see_sensitive_details,
        ask=reading.see_own,
        show=sensitive_answer,
        versioned=True,
        errors=(NotFound,),
        answer_example=examples.SENSITIVE,
    ),
    Endpoint(
        name="change_own_sensitive",
        method="PUT",
        path=_OWN,
        group=_GROUP,
        summary="Say whom to call, what to mind and what to eat",
        action=Action.CHANGE_SENSITIVE,
        body=SensitiveBody,
        answer=SensitiveAnswer,
        use_case=change_sensitive_details,
        ask=reading.change_own,
        show=sensitive_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(NotFound,),
        body_example=examples.BODY,
        answer_example=examples.SENSITIVE,
    ),
    Endpoint(
        name="get_sensitive",
        method="GET",
        path=_ONE,
        group=_GROUP,
        summary="Read a customer's sensitive details",
        description="That somebody of the office did is in the audit trail.",
        action=Action.SEE_SENSITIVE,
        answer=SensitiveAnswer,
        read=see_sensitive_details,
        ask=reading.see,
        show=sensitive_answer,
        versioned=True,
        errors=(CustomerNotFound,),
        answer_example=examples.SENSITIVE,
    ),
    Endpoint(
        name="change_sensitive",
        method="PUT",
        path=_ONE,
        group=_GROUP,
        summary="Change a customer's sensitive details, as they told us",
        action=Action.CHANGE_SENSITIVE,
        body=SensitiveBody,
        answer=SensitiveAnswer,
        use_case=change_sensitive_details,
        ask=reading.change,
        show=sensitive_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(CustomerNotFound,),
        body_example=examples.BODY,
        answer_example=examples.SENSITIVE,
    ),
)
