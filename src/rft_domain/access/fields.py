"""What of a booking somebody sees who may see it: the policy once more, field by field (product.md F1, H1)."""

from enum import StrEnum

from .actor import Actor, ActorKind
from .decisions import Subject, relations
from .policy import Relation


class Field(StrEnum):
    """Parts of a booking that not everybody sees. Its state and its session are no secret."""

    REFERENCE = "reference"
    CUSTOMER = "customer"
    CONTACT = "contact"
    ATTENDEES = "attendees"
    ATTENDEE_EMAIL = "attendee_email"
    SPECIAL_REQUIREMENTS = "special_requirements"
    PRICE = "price"


_K, _F, _R = ActorKind, Field, Relation
FieldCell = tuple[ActorKind, Field, Relation]


def _cells(
    kinds: tuple[ActorKind, ...], fields: tuple[Field, ...], relation: Relation = Relation.ANY
) -> frozenset[FieldCell]:
    return frozenset((kind, field, relation) for kind in kinds for field in fields)


FIELDS: frozenset[FieldCell] = (
    _cells((_K.ADMIN, _K.SUPERUSER, _K.SYSTEM), tuple(_F))
    # what attendees need is told to us, not to all members of their company
    | _cells(
        (_K.CUSTOMER, _K.ORGANISER), (_F.REFERENCE, _F.CUSTOMER, _F.CONTACT, _F.ATTENDEES, _F.ATTENDEE_EMAIL, _F.PRICE)
    )
    # with a reference and an address one could act for the customer
    | _cells((_K.INSTRUCTOR,), (_F.ATTENDEES, _F.SPECIAL_REQUIREMENTS))
    # of the customer's other bookings a guest is shown that they are there, not who goes and how to open them
    | _cells((_K.PORTAL_GUEST,), (_F.CUSTOMER, _F.PRICE))
    | _cells((_K.PORTAL_GUEST,), (_F.REFERENCE, _F.CONTACT, _F.ATTENDEES), _R.OWN_BOOKING)
    | _cells((_K.PROVEN_GUEST,), tuple(_F))
)

MADE = frozenset(Field) - {Field.SPECIAL_REQUIREMENTS}
"""What whoever makes a booking is answered: they have typed it."""


def fields(actor: Actor, subject: Subject) -> frozenset[Field]:
    """The fields that ``actor`` sees of a booking that they may see; of an empty ``subject``, those of all of them."""
    stands = relations(actor, subject)
    return frozenset(field for field in Field if any((actor.kind, field, relation) in FIELDS for relation in stands))
