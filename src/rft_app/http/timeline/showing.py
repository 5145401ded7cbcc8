"""From a timeline to the wire."""

from msgspec import structs

from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.timeline import NOTE, TimelineItem
from rft_domain.customers.note import Note
from rft_domain.shared.paging import Page

from ..users.showing import activity_answer
from ..wire import ListAnswer
from .wire import TimelineAnswer, TimelineNote


def timeline_list(page: Page[TimelineItem]) -> ListAnswer[TimelineAnswer]:
    return ListAnswer.of(page.map(_item))


def _item(item: TimelineItem) -> TimelineAnswer:
    return _entry(item) if isinstance(item, ActivityEntry) else _note(item)


def _entry(entry: ActivityEntry) -> TimelineAnswer:
    return TimelineAnswer(**structs.asdict(activity_answer(entry)), note=None)


def _note(note: Note) -> TimelineAnswer:
    return TimelineAnswer(
        id=note.id,
        at=note.at,
        type=NOTE,
        text=note.text,
        customer_id=note.customer_id,
        user_id=None,
        entity=NOTE,
        entity_id=note.id,
        ip=None,
        user_agent=None,
        note=TimelineNote(
            kind=note.kind,
            internal=note.internal,
            author_id=note.author_id,
            withdrawn_at=note.withdrawn_at,
            withdrawn_by=note.withdrawn_by,
        ),
    )
