"""Faults of notes about customers, and of the timeline that holds them."""

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve

from ...access.visibility import Visibility
from ...activity.timeline import TimelineFilter, TimelineItem
from ...customers.note import Note
from ...shared.ids import CustomerId
from ...shared.paging import Page, PageRequest
from ..ports import Open, Ports
from .fault import fault, instead, swapping


@fault("S68")
def notes_trimmed(open_unit_of_work: Open) -> Open:
    """White space at the ends of a note is lost."""

    def swap(parts: Ports) -> Ports:
        def add(note: Note) -> None:
            parts.notes.add(evolve(note, text=note.text.strip() or "-"))

        return evolve(parts, notes=instead(parts.notes, add=add))

    return swapping(open_unit_of_work, swap)


@fault("S68")
def notes_not_withdrawn(open_unit_of_work: Open) -> Open:
    """That a note was withdrawn is not kept."""

    def swap(parts: Ports) -> Ports:
        def save(note: Note) -> None:
            parts.notes.save(evolve(note, withdrawn_at=None, withdrawn_by=None))

        return evolve(parts, notes=instead(parts.notes, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S68")
def withdrawn_notes_gone(open_unit_of_work: Open) -> Open:
    """A note that was withdrawn is listed no more."""

    def swap(parts: Ports) -> Ports:
        def page(customer_id: CustomerId, request: PageRequest, *, visible: Visibility) -> Page[Note]:
            found = parts.notes.page(customer_id, request, visible=visible)
            return evolve(found, items=tuple(one for one in found.items if one.withdrawn_at is None))

        return evolve(parts, notes=instead(parts.notes, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S68")
def internal_notes_shown(open_unit_of_work: Open) -> Open:
    """The customer is shown all notes about them."""

    def swap(parts: Ports) -> Ports:
        def page(customer_id: CustomerId, request: PageRequest, *, visible: Visibility) -> Page[Note]:
            return parts.notes.page(customer_id, request, visible=Visibility(everything=True))

        return evolve(parts, notes=instead(parts.notes, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S68")
def notes_oldest_first(open_unit_of_work: Open) -> Open:
    """Each page of notes is turned round."""

    def swap(parts: Ports) -> Ports:
        def page(customer_id: CustomerId, request: PageRequest, *, visible: Visibility) -> Page[Note]:
            found = parts.notes.page(customer_id, request, visible=visible)
            return evolve(found, items=found.items[::-1])

        return evolve(parts, notes=instead(parts.notes, page=page))

    return swapping(open_unit_of_work, swap)


def _of_timeline(open_unit_of_work: Open, keep: Callable[[TimelineItem], bool]) -> Open:
    def swap(parts: Ports) -> Ports:
        def page(customer_id: CustomerId, wanted: TimelineFilter, request: PageRequest) -> Page[TimelineItem]:
            found = parts.timeline_reader.page(customer_id, wanted, request)
            return evolve(found, items=tuple(filter(keep, found.items)))

        return evolve(parts, timeline_reader=instead(parts.timeline_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S69")
def timeline_without_members(open_unit_of_work: Open) -> Open:
    """What happened to a member alone is left out of the timeline."""
    return _of_timeline(open_unit_of_work, lambda item: item.customer_id is not None)


@fault("S69")
def timeline_without_notes(open_unit_of_work: Open) -> Open:
    """The timeline holds activity alone."""
    return _of_timeline(open_unit_of_work, lambda item: not isinstance(item, Note))


@fault("S69")
def timeline_up_to_and_with(open_unit_of_work: Open) -> Open:
    """The end of the time that was asked for counts as inside."""

    def swap(parts: Ports) -> Ports:
        def page(customer_id: CustomerId, wanted: TimelineFilter, request: PageRequest) -> Page[TimelineItem]:
            to = wanted.to + timedelta(microseconds=1) if wanted.to is not None else None
            return parts.timeline_reader.page(customer_id, evolve(wanted, to=to), request)

        return evolve(parts, timeline_reader=instead(parts.timeline_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S69")
def origin_forgotten(open_unit_of_work: Open) -> Open:
    """The log does not keep where the request came from."""

    def swap(parts: Ports) -> Ports:
        return evolve(parts, activity=instead(parts.activity, came_from=lambda origin: None))

    return swapping(open_unit_of_work, swap)
