"""What customers want to hear, on the wire."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from rft_domain.customers.preferences import ConsentSource, LegalBasis, PreferredContact

from ..wire import Instant


class PreferencesBody(Struct, forbid_unknown_fields=True):
    """All of them: what is left out is not on by chance."""

    marketing: bool
    sms: bool
    newsletter: bool
    preferred_contact: PreferredContact


class OfficePreferencesBody(Struct, forbid_unknown_fields=True):
    """All of them, and how the customer told us."""

    marketing: bool
    sms: bool
    newsletter: bool
    preferred_contact: PreferredContact
    source: Annotated[ConsentSource, Meta(description="How the customer told us.")]


class PreferencesAnswer(Struct):
    """What the customer wants to hear, and how."""

    marketing: bool
    sms: bool
    newsletter: bool
    preferred_contact: PreferredContact
    version: Annotated[int, Meta(ge=1)]


class ConsentChangeAnswer(Struct):
    """One change. `basis` is null for what needs no consent; `version` is that of the preferences after it."""

    at: Instant
    field: str
    before: str
    after: str
    source: ConsentSource
    basis: LegalBasis | None
    changed_by: UUID | None
    version: int


class ConsentHistoryAnswer(Struct):
    """Every change, in order. Before the first, all was on, as soft opt-in."""

    items: list[ConsentChangeAnswer]
