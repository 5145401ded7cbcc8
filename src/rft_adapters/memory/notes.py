"""Notes about customers."""

from collections.abc import Iterable

from attrs import evolve

from rft_domain.access.visibility import Visibility
from rft_domain.customers.errors import NoteNotFound
from rft_domain.customers.note import Note
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import CustomerId, NoteId
from rft_domain.shared.paging import Page, PageRequest

from .pages import page_of, sortable
from .state import State
from .tracked import Tracked


class MemoryNotes:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[NoteId, Note] = Tracked(state.notes)

    def get(self, note_id: NoteId) -> Note:
        if (note := self._tracked.get(note_id)) is None:
            raise NoteNotFound()
        return note

    def add(self, note: Note) -> None:
        self._news.extend(note.events)
        self._tracked.add(note.id, evolve(note, events=()))

    def save(self, note: Note) -> None:
        self._news.extend(note.events)
        self._tracked.save(note.id, evolve(note, events=()))

    def page(self, customer_id: CustomerId, page: PageRequest, *, visible: Visibility) -> Page[Note]:
        with self._state.lock:
            notes = self._state.notes | {note.id: note for note in self._tracked.among_saved()}
        about = [one for one in notes.values() if one.customer_id == customer_id and visible.shows(one.subject)]
        return page_of(about, page, lambda note: (sortable(note.at), note.id), newest_first=True)

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        if any(self._state.is_erased(note.customer_id) for note in self._tracked.among_saved()):
            raise StaleWrite(what="customers")

    def apply(self) -> None:
        for note in self._tracked.among_saved():
            self._state.notes[note.id] = note
