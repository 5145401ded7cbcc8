"""From the wire to sensitive details."""

from rft_domain.customers.queries import SeeSensitiveDetails
from rft_domain.customers.sensitive import Details, EmergencyContact
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import tidy, tidy_or_none

from ..endpoint import Call
from ..findings import Findings
from .wire import EmergencyContactBody, SensitiveBody

# stand in for what was refused, so that the other fields are looked at as well; never leave this file
_PHONE, _DETAILS = Phone("+440000000000"), Details()


def see_own(call: Call) -> SeeSensitiveDetails:
    return SeeSensitiveDetails()


def change_own(call: Call) -> ChangeSensitiveDetails:
    return ChangeSensitiveDetails(details=details(call.body), version=call.version)


def see(call: Call) -> SeeSensitiveDetails:
    return SeeSensitiveDetails(customer_id=_customer_id(call))


def change(call: Call) -> ChangeSensitiveDetails:
    return ChangeSensitiveDetails(customer_id=_customer_id(call), details=details(call.body), version=call.version)


def details(body: SensitiveBody) -> Details:
    """Raises :class:`Invalid` with every field found wrong."""
    findings = Findings()
    contact = _contact(body.emergency_contact, findings) if body.emergency_contact else None

    def make() -> Details:
        return Details(
            emergency_contact=contact,
            medical_flag=body.medical_flag,
            medical_notes=_kept(body.medical_notes),
            dietary_requirements=_kept(body.dietary_requirements),
        )

    made = findings.at("", make, _DETAILS)
    findings.settle()
    return made


def _contact(body: EmergencyContactBody, findings: Findings) -> EmergencyContact | None:
    pointer = "/emergency_contact"
    phone = findings.at(pointer, lambda: Phone.parse(body.phone), _PHONE)

    def make() -> EmergencyContact:
        return EmergencyContact(name=tidy(body.name), phone=phone, relationship=tidy_or_none(body.relationship))

    return findings.at(pointer, make, None)


def _kept(typed: str | None) -> str | None:
    """With its line breaks."""
    return (typed.strip() or None) if typed else None


def _customer_id(call: Call) -> CustomerId:
    return CustomerId(call.ids["customer_id"])
