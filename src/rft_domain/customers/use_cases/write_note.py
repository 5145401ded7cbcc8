"""Write something down about a customer (product.md B10)."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.ids import CustomerId, NoteId
from ..note import Note, NoteKind
from ..ports import CustomersUnitOfWork


@frozen(kw_only=True)
class WriteNote:
    """``internal`` ``False`` shows it to the customer."""

    customer_id: CustomerId
    text: str = field(repr=False)
    kind: NoteKind = NoteKind.GENERAL
    internal: bool = True


def write_note(command: WriteNote, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork) -> Note:
    """The note; the customer's figures stay as they are.

    Raises :class:`CustomerNotFound`, :class:`CustomerIsErased` or :class:`Invalid`.
    """
    require(actor, Action.WRITE_NOTES)
    customer = uow.customers.get(command.customer_id)
    require_over(actor, Action.WRITE_NOTES, Subject(customer_id=customer.id), sees=Action.SEE_CUSTOMER)
    customer.must_be_there()
    note = Note.write(
        id=NoteId(uow.entropy.uuid()),
        customer_id=customer.id,
        kind=command.kind,
        text=command.text,
        internal=command.internal,
        author_id=actor.user_id,
        now=now,
    )
    uow.notes.add(note)
    return note
