"""What a customer wants to hear from us (product.md B2), and every change of it.

All is on at the start, as soft opt-in: whoever bought from us may be written to about similar courses until they
object (PECR 2003, regulation 22(3)). Each change is kept with its time, source and legal basis, so that consent can be
shown (UK GDPR, article 7(1)).
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from attrs import evolve, fields, frozen
from attrs import field as attribute
from attrs.validators import instance_of

from ..shared.changes import Record
from ..shared.events import Event
from ..shared.ids import ConsentChangeId, CustomerId, Entropy, UserId
from ..shared.period import instant
from .events import PreferencesChanged


class PreferredContact(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"


class ConsentSource(StrEnum):
    """How we were told."""

    ACCOUNT = "account"
    TELEPHONE = "telephone"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"
    MERGE = "merge"
    """Under another profile of the same person, or because that turned out to be somebody else."""


class LegalBasis(StrEnum):
    """By what we may write, or why we may no more: what was on from the start was :attr:`SOFT_OPT_IN`."""

    SOFT_OPT_IN = "soft_opt_in"
    CONSENT = "consent"
    OBJECTION = "objection"


@frozen(kw_only=True)
class Choices:
    """What is chosen. ``preferred_contact`` needs no consent: it says how, not whether."""

    marketing: bool = attribute(default=True, validator=instance_of(bool))
    sms: bool = attribute(default=True, validator=instance_of(bool))
    newsletter: bool = attribute(default=True, validator=instance_of(bool))
    preferred_contact: PreferredContact = attribute(
        default=PreferredContact.EMAIL, validator=instance_of(PreferredContact)
    )


@frozen(kw_only=True)
class ConsentChange:
    """One line of the history. ``before`` and ``after`` are ``on`` and ``off``, or the preferred contact.

    ``basis`` is ``None`` for what needs no consent. ``version`` is that of the preferences after the change.
    """

    id: ConsentChangeId
    customer_id: CustomerId
    at: datetime = attribute(validator=instant)
    field: str
    before: str
    after: str
    source: ConsentSource
    basis: LegalBasis | None
    changed_by: UserId | None
    version: int


@frozen(kw_only=True)
class Preferences:
    record: ClassVar[Record] = Record.of(
        "preferences",
        plain="customer_id choices.marketing choices.sms choices.newsletter choices.preferred_contact version",
        key="customer_id",
    )

    customer_id: CustomerId
    choices: Choices = Choices()
    version: int = 1
    events: tuple[Event, ...] = attribute(default=(), eq=False, repr=False)

    def changed_to(self, choices: Choices, now: datetime) -> "Preferences":
        """Itself where nothing differs."""
        names = tuple(_differences(self.choices, choices))
        if not names:
            return self
        event = PreferencesChanged(at=now, customer_id=self.customer_id, fields=names)
        return evolve(self, choices=choices, version=self.version + 1, events=(event,))

    def touched(self) -> "Preferences":
        """The same choices in a new version."""
        return evolve(self, version=self.version + 1, events=())

    def changes_since(
        self, earlier: "Preferences", *, source: ConsentSource, by: UserId | None, now: datetime, entropy: Entropy
    ) -> tuple[ConsentChange, ...]:
        """One line for each choice that differs."""
        return tuple(
            ConsentChange(
                id=ConsentChangeId(entropy.uuid()),
                customer_id=self.customer_id,
                at=now,
                field=name,
                before=_word(getattr(earlier.choices, name)),
                after=_word(getattr(self.choices, name)),
                source=source,
                basis=_basis(getattr(self.choices, name)),
                changed_by=by,
                version=self.version,
            )
            for name in _differences(earlier.choices, self.choices)
        )


def _differences(one: Choices, other: Choices) -> Iterator[str]:
    return (a.name for a in fields(Choices) if getattr(one, a.name) != getattr(other, a.name))


def _word(value: bool | PreferredContact) -> str:
    return value.value if isinstance(value, PreferredContact) else "on" if value else "off"


def _basis(value: bool | PreferredContact) -> LegalBasis | None:
    if isinstance(value, PreferredContact):
        return None
    return LegalBasis.CONSENT if value else LegalBasis.OBJECTION
