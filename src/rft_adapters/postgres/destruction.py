"""What was sealed for a customer, destroyed: the texts where they stand, and the keys wherever there are copies."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Uuid, null, select, union

from .bookings import ATTENDEES, BOOKINGS
from .flush import ONE, Binds, Dml, Form
from .key_ring import DATA_KEYS
from .notes import NOTES
from .sensitive import SENSITIVE

_CUSTOMER: "Column[Any]" = Column("customer_id", Uuid)


def _form(what: str, build: Callable[[Any], Dml]) -> Form:
    """For rows of a customer's id. There may be nothing to destroy, so it has no guard."""

    def built(binds: Binds) -> Dml:
        return build([row[0] for row in binds])

    return Form(what, (_CUSTOMER,), built, guarded=False)


def _details(customers: Any) -> Dml:
    return SENSITIVE.delete().where(SENSITIVE.c.customer_id.in_(customers)).returning(ONE)


def _requirements(customers: Any) -> Dml:
    theirs = select(BOOKINGS.c.id).where(BOOKINGS.c.customer_id.in_(customers))
    nothing = {name: null() for name in ("special_requirements", "sealed_requirements", "sealed_for")}
    return ATTENDEES.update().values(nothing).where(ATTENDEES.c.booking_id.in_(theirs)).returning(ONE)


def _keys(customers: Any) -> Dml:
    """Also those of others that something of theirs was sealed for: a booking not linked then, a merged customer."""
    on_bookings = select(ATTENDEES.c.sealed_for).join(BOOKINGS, BOOKINGS.c.id == ATTENDEES.c.booking_id)
    subjects = union(
        on_bookings.where(BOOKINGS.c.customer_id.in_(customers), ATTENDEES.c.sealed_for.is_not(None)),
        select(SENSITIVE.c.sealed_for).where(SENSITIVE.c.customer_id.in_(customers)),
        select(NOTES.c.sealed_for).where(NOTES.c.customer_id.in_(customers)),
    )
    mine = DATA_KEYS.c.subject_id.in_(customers) | DATA_KEYS.c.subject_id.in_(subjects)
    return DATA_KEYS.delete().where(mine).returning(ONE)


DESTROY = (
    _form("sensitive_details", _details),
    _form("attendees", _requirements),
    _form("data_keys", _keys),
)
