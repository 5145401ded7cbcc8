"""From notes to the wire."""

from rft_domain.customers.note import Note
from rft_domain.shared.paging import Page

from ..wire import ListAnswer
from .wire import NoteAnswer, OwnNoteAnswer


def note_answer(note: Note) -> NoteAnswer:
    return NoteAnswer(
        id=note.id,
        customer_id=note.customer_id,
        kind=note.kind,
        text=note.text,
        internal=note.internal,
        author_id=note.author_id,
        at=note.at,
        withdrawn_at=note.withdrawn_at,
        withdrawn_by=note.withdrawn_by,
        version=note.version,
    )


def note_list(page: Page[Note]) -> ListAnswer[NoteAnswer]:
    return ListAnswer.of(page.map(note_answer))


def own_note_list(page: Page[Note]) -> ListAnswer[OwnNoteAnswer]:
    return ListAnswer.of(page.map(_own))


def _own(note: Note) -> OwnNoteAnswer:
    return OwnNoteAnswer(id=note.id, kind=note.kind, text=note.text, at=note.at)
