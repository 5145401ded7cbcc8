"""The calls about notes (product.md B10, I1)."""

from rft_domain.access.policy import Action
from rft_domain.customers.errors import CustomerNotFound, NoCustomer, NoteNotFound
from rft_domain.customers.note_queries import list_notes
from rft_domain.customers.use_cases.withdraw_note import withdraw_note
from rft_domain.customers.use_cases.write_note import write_note
from rft_domain.identity.errors import UserNotFound
from rft_domain.shared.errors import NotFound

from ... import people
from ..endpoint import Endpoint
from ..wire import ListAnswer
from . import examples, reading
from .showing import note_answer, note_list, own_note_list
from .wire import NoteAnswer, NoteBody, NotesQuery, OwnNoteAnswer

_GROUP = "Notes"
_OF_CUSTOMER, _OF_USER = "/api/admin/customers/{customer_id}/notes", "/api/admin/users/{user_id}/notes"
_INTERNAL = "A note is for the office alone unless `internal` is false. What it says is never changed afterwards."

NOTES: tuple[Endpoint, ...] = (
    Endpoint(
        name="list_notes",
        method="GET",
        path=_OF_CUSTOMER,
        group=_GROUP,
        summary="List the notes about a customer",
        description="Newest first, withdrawn ones too.",
        action=Action.SEE_NOTES,
        query=NotesQuery,
        answer=ListAnswer[NoteAnswer],
        read=list_notes,
        ask=reading.list_,
        show=note_list,
        errors=(CustomerNotFound,),
        answer_example=examples.NOTES,
    ),
    Endpoint(
        name="write_note",
        method="POST",
        path=_OF_CUSTOMER,
        group=_GROUP,
        summary="Write a note about a customer",
        description=_INTERNAL,
        action=Action.WRITE_NOTES,
        body=NoteBody,
        answer=NoteAnswer,
        status=201,
        use_case=write_note,
        ask=reading.write,
        show=note_answer,
        errors=(CustomerNotFound,),
        body_example=examples.BODY,
        answer_example=examples.NOTE,
    ),
    Endpoint(
        name="withdraw_note",
        method="POST",
        path=f"{_OF_CUSTOMER}/{{note_id}}/withdraw",
        group=_GROUP,
        summary="Withdraw a note that was wrong",
        description="It stays, marked, for the office; the customer sees it no more. Write what is right anew.",
        action=Action.WRITE_NOTES,
        answer=NoteAnswer,
        use_case=withdraw_note,
        ask=reading.withdraw,
        show=note_answer,
        errors=(NoteNotFound,),
        answer_example=examples.WITHDRAWN,
    ),
    Endpoint(
        name="list_notes_of_user",
        method="GET",
        path=_OF_USER,
        group=_GROUP,
        summary="List the notes about a user's customer",
        description="Newest first, withdrawn ones too.",
        action=Action.SEE_NOTES,
        query=NotesQuery,
        answer=ListAnswer[NoteAnswer],
        read=people.notes_of_person,
        ask=reading.of_person,
        show=note_list,
        errors=(UserNotFound, NoCustomer),
        answer_example=examples.NOTES,
    ),
    Endpoint(
        name="write_note_of_user",
        method="POST",
        path=_OF_USER,
        group=_GROUP,
        summary="Write a note about a user's customer",
        description=_INTERNAL,
        action=Action.WRITE_NOTES,
        body=NoteBody,
        answer=NoteAnswer,
        status=201,
        use_case=people.write_note_of_person,
        ask=reading.write_of_person,
        show=note_answer,
        errors=(UserNotFound, NoCustomer),
        body_example=examples.BODY,
        answer_example=examples.NOTE,
    ),
    Endpoint(
        name="list_own_notes",
        method="GET",
        path="/api/customer/notes",
        group=_GROUP,
        summary="List the notes that one's customer is shown",
        description="Newest first. A guest of the portal needs a step-up.",
        action=Action.SEE_NOTES,
        query=NotesQuery,
        answer=ListAnswer[OwnNoteAnswer],
        read=list_notes,
        ask=reading.list_own,
        show=own_note_list,
        errors=(NotFound,),
        answer_example=examples.OWN_NOTES,
    ),
)
