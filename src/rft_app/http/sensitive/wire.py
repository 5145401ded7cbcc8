"""What others must not know of a customer, on the wire (product.md B3)."""

from typing import Annotated

from msgspec import Meta, Struct

from ..wire import PhoneText


class EmergencyContactBody(Struct, forbid_unknown_fields=True):
    """Whom to call when something happens to the customer."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    phone: PhoneText
    relationship: Annotated[str, Meta(max_length=100)] | None


class SensitiveBody(Struct, forbid_unknown_fields=True):
    """All of them: nothing is left out by chance. `medical_flag` says that there is something to know; notes ask for
    it, it asks for no notes.
    """

    emergency_contact: EmergencyContactBody | None
    medical_flag: bool
    medical_notes: Annotated[str, Meta(max_length=4000)] | None
    dietary_requirements: Annotated[str, Meta(max_length=1000)] | None


class EmergencyContactAnswer(Struct):
    name: str
    phone: str
    relationship: str | None


class SensitiveAnswer(Struct):
    """Encrypted where it is stored."""

    emergency_contact: EmergencyContactAnswer | None
    medical_flag: bool
    medical_notes: str | None
    dietary_requirements: str | None
    version: Annotated[int, Meta(ge=1)]
