"""Take back a note that was wrong: it stays, marked, and the customer sees it no more (product.md B10)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require, require_over
from ...access.policy import Action
from ...shared.ids import CustomerId, NoteId
from ..errors import NoteNotFound
from ..note import Note
from ..ports import CustomersUnitOfWork


@frozen(kw_only=True)
class WithdrawNote:
    customer_id: CustomerId
    note_id: NoteId


def withdraw_note(command: WithdrawNote, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork) -> Note:
    """The note as it is from now on. Raises :class:`NoteNotFound`, also for one about another customer."""
    require(actor, Action.WRITE_NOTES)
    note = uow.notes.get(command.note_id)
    require_over(actor, Action.WRITE_NOTES, note.subject, sees=Action.SEE_NOTES)
    if note.customer_id != command.customer_id:
        raise NoteNotFound()
    withdrawn = note.withdrawn(actor.user_id, now)
    if withdrawn is not note:
        uow.notes.save(withdrawn)
    return withdrawn
