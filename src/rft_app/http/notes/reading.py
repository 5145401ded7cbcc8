"""From the wire to notes."""

from rft_domain.customers.note_queries import ListNotes
from rft_domain.customers.use_cases.withdraw_note import WithdrawNote
from rft_domain.customers.use_cases.write_note import WriteNote
from rft_domain.shared.ids import CustomerId, NoteId, UserId

from ...people import ListOfPerson, WriteNoteOfPerson
from ..endpoint import Call
from ..query import page_of
from .wire import NoteBody, NotesQuery


def list_own(call: Call) -> ListNotes:
    return _list(call, None)


def list_(call: Call) -> ListNotes:
    return _list(call, _customer_id(call))


def _list(call: Call, customer_id: CustomerId | None) -> ListNotes:
    query: NotesQuery = call.query
    return ListNotes(customer_id=customer_id, page=page_of(query))


def of_person(call: Call) -> ListOfPerson:
    query: NotesQuery = call.query
    return ListOfPerson(user_id=_user_id(call), page=page_of(query))


def write(call: Call) -> WriteNote:
    body: NoteBody = call.body
    return WriteNote(customer_id=_customer_id(call), text=body.text.strip(), kind=body.kind, internal=body.internal)


def write_of_person(call: Call) -> WriteNoteOfPerson:
    body: NoteBody = call.body
    return WriteNoteOfPerson(user_id=_user_id(call), text=body.text.strip(), kind=body.kind, internal=body.internal)


def withdraw(call: Call) -> WithdrawNote:
    return WithdrawNote(customer_id=_customer_id(call), note_id=NoteId(call.ids["note_id"]))


def _customer_id(call: Call) -> CustomerId:
    return CustomerId(call.ids["customer_id"])


def _user_id(call: Call) -> UserId:
    return UserId(call.ids["user_id"])
