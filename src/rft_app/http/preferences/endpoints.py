"""The calls of preferences and consents (product.md B2)."""

from rft_domain.access.policy import Action
from rft_domain.customers import queries
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.customers.use_cases.change_preferences import change_preferences
from rft_domain.shared.errors import NotFound

from ..endpoint import Endpoint, IfMatch
from . import examples, reading
from .showing import history_answer, preferences_answer
from .wire import ConsentHistoryAnswer, OfficePreferencesBody, PreferencesAnswer, PreferencesBody

_GROUP = "Preferences"
_OWN, _ONE = "/api/customer/preferences", "/api/admin/customers/{customer_id}/preferences"

PREFERENCES: tuple[Endpoint, ...] = (
    Endpoint(
        name="get_own_preferences",
        method="GET",
        path=_OWN,
        group=_GROUP,
        summary="Read what one's customer wants to hear",
        action=Action.SEE_CUSTOMER,
        answer=PreferencesAnswer,
        read=queries.see_preferences,
        ask=reading.see_own,
        show=preferences_answer,
        versioned=True,
        errors=(NotFound,),
        answer_example=examples.PREFERENCES,
    ),
    Endpoint(
        name="change_own_preferences",
        method="PUT",
        path=_OWN,
        group=_GROUP,
        summary="Change what one's customer wants to hear",
        description="Every change is kept with its time, source and legal basis.",
        action=Action.CHANGE_PREFERENCES,
        body=PreferencesBody,
        answer=PreferencesAnswer,
        use_case=change_preferences,
        ask=reading.change_own,
        show=preferences_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(NotFound,),
        body_example=examples.BODY,
        answer_example=examples.PREFERENCES,
    ),
    Endpoint(
        name="get_preferences",
        method="GET",
        path=_ONE,
        group=_GROUP,
        summary="Read what a customer wants to hear",
        action=Action.SEE_CUSTOMER,
        answer=PreferencesAnswer,
        read=queries.see_preferences,
        ask=reading.see,
        show=preferences_answer,
        versioned=True,
        errors=(CustomerNotFound,),
        answer_example=examples.PREFERENCES,
    ),
    Endpoint(
        name="change_preferences",
        method="PUT",
        path=_ONE,
        group=_GROUP,
        summary="Change what a customer wants to hear, as they told us",
        action=Action.CHANGE_PREFERENCES,
        body=OfficePreferencesBody,
        answer=PreferencesAnswer,
        use_case=change_preferences,
        ask=reading.change,
        show=preferences_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(CustomerNotFound,),
        body_example=examples.OFFICE_BODY,
        answer_example=examples.PREFERENCES,
    ),
    Endpoint(
        name="get_consent_history",
        method="GET",
        path=f"{_ONE}/history",
        group=_GROUP,
        summary="Read every change of a customer's consents",
        action=Action.SEE_CONSENT_HISTORY,
        answer=ConsentHistoryAnswer,
        read=queries.see_consent_history,
        ask=reading.history,
        show=history_answer,
        errors=(CustomerNotFound,),
        answer_example=examples.HISTORY,
    ),
)
