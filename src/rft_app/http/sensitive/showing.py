"""From sensitive details to the wire."""

from rft_domain.customers.sensitive import EmergencyContact, SensitiveDetails

from .wire import EmergencyContactAnswer, SensitiveAnswer


def sensitive_answer(sensitive: SensitiveDetails) -> SensitiveAnswer:
    details = sensitive.details
    return SensitiveAnswer(
        emergency_contact=_contact(details.emergency_contact) if details.emergency_contact else None,
        medical_flag=details.medical_flag,
        medical_notes=details.medical_notes,
        dietary_requirements=details.dietary_requirements,
        version=sensitive.version,
    )


def _contact(contact: EmergencyContact) -> EmergencyContactAnswer:
    return EmergencyContactAnswer(name=contact.name, phone=contact.phone.e164, relationship=contact.relationship)
