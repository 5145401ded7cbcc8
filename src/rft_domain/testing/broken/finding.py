"""Faults of the list of customers, of looking for words, and of segments."""

from collections.abc import Callable

from attrs import evolve

from ...access.visibility import Visibility
from ...customers.customer import Customer
from ...customers.finding import CustomerFilter, CustomerSort
from ...customers.segment import Segment
from ...shared.paging import Page, PageRequest
from ...shared.searching import folded
from ..ports import Open, Ports
from .fault import fault, instead, swapping

Found = Page[Customer]
Change = Callable[[Ports, CustomerFilter, CustomerSort, PageRequest, Visibility], Found]


def _asking(open_unit_of_work: Open, change: Change) -> Open:
    def swap(parts: Ports) -> Ports:
        def page(wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, *, visible: Visibility) -> Found:
            return change(parts, wanted, sort, page, visible)

        return evolve(parts, customer_reader=instead(parts.customer_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S70")
def accents_count(open_unit_of_work: Open) -> Open:
    """Who has an accent in the first name is found by the spelling with it only."""

    def change(parts: Ports, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, seen: Visibility) -> Found:
        found = parts.customer_reader.page(wanted, sort, page, visible=seen)
        plain = tuple(one for one in found.items if not wanted.words or _is_plain(one.profile.first_name))
        return evolve(found, items=plain)

    return _asking(open_unit_of_work, change)


def _is_plain(text: str) -> bool:
    return folded(text) == text.lower()


@fault("S70")
def one_word_is_enough(open_unit_of_work: Open) -> Open:
    """Of several words only the first is looked for."""

    def change(parts: Ports, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, seen: Visibility) -> Found:
        first = evolve(wanted, search=wanted.words[0] if wanted.words else wanted.search)
        return parts.customer_reader.page(first, sort, page, visible=seen)

    return _asking(open_unit_of_work, change)


@fault("S71")
def downwards_is_upwards(open_unit_of_work: Open) -> Open:
    """Customers are sorted upwards, whichever way was asked for."""

    def change(parts: Ports, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, seen: Visibility) -> Found:
        return parts.customer_reader.page(wanted, CustomerSort(sort.by), page, visible=seen)

    return _asking(open_unit_of_work, change)


@fault("S71")
def most_is_forgotten(open_unit_of_work: Open) -> Open:
    """The upper bound of what was spent is ignored."""

    def change(parts: Ports, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, seen: Visibility) -> Found:
        return parts.customer_reader.page(evolve(wanted, max_spent=None), sort, page, visible=seen)

    return _asking(open_unit_of_work, change)


@fault("S71")
def cancelled_is_a_booking(open_unit_of_work: Open) -> Open:
    """Whoever goes to no course any more is found by a course as if they did."""

    def change(parts: Ports, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, seen: Visibility) -> Found:
        return parts.customer_reader.page(evolve(wanted, course_id=None), sort, page, visible=seen)

    return _asking(open_unit_of_work, change)


@fault("S72")
def deleted_segments_stay(open_unit_of_work: Open) -> Open:
    """A segment that was deleted can still be read."""

    def swap(parts: Ports) -> Ports:
        def save(segment: Segment) -> None:
            if segment.deleted_at is None:
                parts.segments.save(segment)

        return evolve(parts, segments=instead(parts.segments, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S72")
def segments_forget_their_filter(open_unit_of_work: Open) -> Open:
    """A segment is kept without what it was searched by."""

    def swap(parts: Ports) -> Ports:
        def add(segment: Segment) -> None:
            parts.segments.add(evolve(segment, wanted=evolve(segment.wanted, search=None)))

        return evolve(parts, segments=instead(parts.segments, add=add))

    return swapping(open_unit_of_work, swap)
