"""What is known of a customer that others must not know (product.md B3): whom to call, what to mind, what to eat.

Data concerning health (UK GDPR, article 9): sealed where it is stored, and never in a ``repr``, a log or an error.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from attrs import Attribute, evolve, fields, frozen
from attrs import field as attribute
from attrs.validators import instance_of, optional

from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import CustomerId
from ..shared.phone import Phone
from ..shared.text import optional_text, text
from .events import SensitiveDetailsChanged

LONGEST_NOTES, LONGEST_REQUIREMENTS = 4000, 1000
"""Characters of the medical notes, and of the dietary requirements."""


@frozen(kw_only=True)
class EmergencyContact:
    """Whom to call when something happens to the customer."""

    name: str = attribute(validator=text(at_least=1, at_most=200), repr=False)
    phone: Phone = attribute(repr=False)
    relationship: str | None = attribute(default=None, validator=optional_text(at_most=100), repr=False)


def _flagged(instance: "Details", attribute: "Attribute[Any]", value: str | None) -> None:
    if value and not instance.medical_flag:
        raise Invalid.at("/medical_flag", "must be true where there are medical notes")


@frozen(kw_only=True)
class Details:
    """``medical_flag``: there is something to know. It may stand without notes; notes do not stand without it."""

    emergency_contact: EmergencyContact | None = attribute(
        default=None, validator=optional(instance_of(EmergencyContact)), repr=False
    )
    medical_flag: bool = attribute(default=False, validator=instance_of(bool), repr=False)
    medical_notes: str | None = attribute(
        default=None, validator=[optional_text(at_most=LONGEST_NOTES), _flagged], repr=False
    )
    dietary_requirements: str | None = attribute(
        default=None, validator=optional_text(at_most=LONGEST_REQUIREMENTS), repr=False
    )


@frozen(kw_only=True)
class SensitiveDetails:
    record: ClassVar[Record] = Record.of(
        "sensitive_details",
        personal="details.emergency_contact details.emergency_contact.name details.emergency_contact.phone "
        "details.emergency_contact.relationship details.medical_flag details.medical_notes "
        "details.dietary_requirements",
        plain="customer_id version",
        key="customer_id",
    )

    customer_id: CustomerId
    details: Details = Details()
    version: int = 1
    events: tuple[Event, ...] = attribute(default=(), eq=False, repr=False)

    def changed_to(self, details: Details, now: datetime) -> "SensitiveDetails":
        """Itself where nothing differs."""
        names = tuple(_differences(self.details, details))
        if not names:
            return self
        event = SensitiveDetailsChanged(at=now, customer_id=self.customer_id, fields=names)
        return evolve(self, details=details, version=self.version + 1, events=(event,))


def _differences(one: Details, other: Details) -> Iterator[str]:
    return (a.name for a in fields(Details) if getattr(one, a.name) != getattr(other, a.name))
