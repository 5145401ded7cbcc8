"""From the wire to preferences."""

from rft_domain.customers.preferences import Choices
from rft_domain.customers.queries import SeeConsentHistory, SeePreferences
from rft_domain.customers.use_cases.change_preferences import ChangePreferences
from rft_domain.shared.ids import CustomerId

from ..endpoint import Call
from .wire import OfficePreferencesBody, PreferencesBody


def see_own(call: Call) -> SeePreferences:
    return SeePreferences()


def change_own(call: Call) -> ChangePreferences:
    return ChangePreferences(choices=_choices(call.body), version=call.version)


def see(call: Call) -> SeePreferences:
    return SeePreferences(customer_id=_customer_id(call))


def change(call: Call) -> ChangePreferences:
    body: OfficePreferencesBody = call.body
    return ChangePreferences(
        customer_id=_customer_id(call), choices=_choices(body), source=body.source, version=call.version
    )


def history(call: Call) -> SeeConsentHistory:
    return SeeConsentHistory(customer_id=_customer_id(call))


def _choices(body: PreferencesBody | OfficePreferencesBody) -> Choices:
    return Choices(
        marketing=body.marketing,
        sms=body.sms,
        newsletter=body.newsletter,
        preferred_contact=body.preferred_contact,
    )


def _customer_id(call: Call) -> CustomerId:
    return CustomerId(call.ids["customer_id"])
