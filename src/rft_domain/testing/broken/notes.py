"""Faults of notes about customers."""

from attrs import evolve

from ...access.visibility import Visibility
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
