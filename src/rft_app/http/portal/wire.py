"""The customer portal on the wire (http.md)."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from rft_domain.customers.profile import CustomerType

from ..log_in.wire import Token
from ..wire import Count, Cursor, EmailText, Instant, Limit, Name, PhoneText

Line = Annotated[str, Meta(max_length=200)]
Short = Annotated[str, Meta(max_length=100)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", extra={"rule": "must be a country code such as GB"})]


class LookUpBody(Struct, forbid_unknown_fields=True):
    """Any text is taken: what is no reference, or no address, is answered like a wrong one."""

    reference: Annotated[
        str, Meta(description="As typed: any case, with or without hyphens and spaces.", examples=["K7QM-9XDR-T4WA"])
    ]
    email: Annotated[str, Meta(description="The address that the letter about the booking went to.")]


class CodeBody(Struct, forbid_unknown_fields=True):
    """`token` is the code of the letter."""

    token: Token


class NewEmailBody(Struct, forbid_unknown_fields=True):
    email: EmailText


class RequirementsBody(Struct, forbid_unknown_fields=True):
    """Takes the place of what was written before; null is nothing."""

    special_requirements: Annotated[str, Meta(max_length=1000)] | None


class ProfileBody(Struct, forbid_unknown_fields=True):
    """All of a profile: what is left out is unknown from then on. The address has a call of its own."""

    first_name: Name
    last_name: Name
    phone: PhoneText | None = None
    mobile: PhoneText | None = None
    date_of_birth: date | None = None
    address_line_1: Line | None = None
    address_line_2: Line | None = None
    city: Short | None = None
    county: Short | None = None
    postcode: Annotated[str, Meta(max_length=20)] | None = None
    country: Country = "GB"
    company: Line | None = None
    company_role: Short | None = None
    department: Short | None = None
    vat_number: Annotated[str, Meta(max_length=40)] | None = None
    customer_type: CustomerType = CustomerType.INDIVIDUAL


class ProfileAnswer(Struct):
    """What is known of a customer."""

    email: str
    first_name: str
    last_name: str
    phone: str | None
    mobile: str | None
    date_of_birth: date | None
    address_line_1: str | None
    address_line_2: str | None
    city: str | None
    county: str | None
    postcode: str | None
    country: str
    company: str | None
    company_role: str | None
    department: str | None
    vat_number: str | None
    customer_type: CustomerType
    version: Annotated[int, Meta(ge=1)]


class PortalAnswer(Struct):
    """`token` goes into `Authorization: Bearer …`; it is shown this once. `scope` names what it opens."""

    token: str
    expires_at: Instant
    scope: str


class ScopeAnswer(Struct):
    """What the session opens from now on; `sensitive` ends at `sensitive_until`."""

    expires_at: Instant
    sensitive_until: Instant | None
    scope: str


class OwnQuery(Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False
