"""Reading the notes about a customer: the office sees all, the customer what is shown to them (product.md B10)."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import Subject, customer_for, require, require_over
from ..access.policy import Action
from ..access.visibility import visibility
from ..shared.ids import CustomerId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from .note import Note
from .ports import Customers, Notes


class NoteViews(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def notes(self) -> Notes: ...


@frozen(kw_only=True)
class ListNotes:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None
    page: PageRequest = FIRST_PAGE


def list_notes(query: ListNotes, *, actor: Actor, now: datetime, uow: NoteViews) -> Page[Note]:
    """Newest first, withdrawn ones too where the actor sees them. Raises :class:`NotFound`."""
    require(actor, Action.SEE_NOTES)
    customer_id = customer_for(actor, query.customer_id)
    require_over(actor, Action.SEE_NOTES, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    customer = uow.customers.get(customer_id)
    return uow.notes.page(customer.id, query.page, visible=visibility(actor, Action.SEE_NOTES))
