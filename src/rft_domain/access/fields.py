"""What of a booking somebody sees who may see it: the policy once more, field by field (product.md F1, H1)."""

from enum import StrEnum

from .actor import Actor, ActorKind


class Field(StrEnum):
    """Parts of a booking that not everybody sees. Its state, its session and the names of attendees are no secret."""

    REFERENCE = "reference"
    CUSTOMER = "customer"
    CONTACT = "contact"
    ATTENDEE_EMAIL = "attendee_email"
    SPECIAL_REQUIREMENTS = "special_requirements"
    PRICE = "price"


_K, _F = ActorKind, Field
FieldCell = tuple[ActorKind, Field]


def _cells(kinds: tuple[ActorKind, ...], fields: tuple[Field, ...]) -> frozenset[FieldCell]:
    return frozenset((kind, field) for kind in kinds for field in fields)


FIELDS: frozenset[FieldCell] = (
    _cells((_K.ADMIN, _K.SUPERUSER, _K.SYSTEM), tuple(_F))
    # what attendees need is told to us, not to all members of their company
    | _cells((_K.CUSTOMER, _K.ORGANISER), (_F.REFERENCE, _F.CUSTOMER, _F.CONTACT, _F.ATTENDEE_EMAIL, _F.PRICE))
    # with a reference and an address one could act for the customer
    | _cells((_K.INSTRUCTOR,), (_F.SPECIAL_REQUIREMENTS,))
)

MADE = frozenset(Field) - {Field.SPECIAL_REQUIREMENTS}
"""What whoever makes a booking is answered: they have typed it."""


def fields(actor: Actor) -> frozenset[Field]:
    """The fields that ``actor`` sees of a booking that they may see."""
    return frozenset(field for field in Field if (actor.kind, field) in FIELDS)
