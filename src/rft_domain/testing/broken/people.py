"""Faults of the list of people."""

from attrs import evolve

from ...access.visibility import Visibility
from ...insights.people import Person, PersonFilter, PersonSort
from ...shared.paging import Page, PageRequest
from ..ports import Open, Ports
from .fault import fault, instead, swapping


@fault("S30")
def only_members_are_people(open_unit_of_work: Open) -> Open:
    """Who is a member of no customer is left out."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: PersonFilter, sort: PersonSort, request: PageRequest, *, visible: Visibility) -> Page[Person]:
            found = parts.person_reader.page(wanted, sort, request, visible=visible)
            return evolve(found, items=tuple(one for one in found.items if one.customer is not None))

        return evolve(parts, person_reader=instead(parts.person_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S30")
def sorted_upwards_only(open_unit_of_work: Open) -> Open:
    """People are sorted upwards, whichever way was asked for."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: PersonFilter, sort: PersonSort, request: PageRequest, *, visible: Visibility) -> Page[Person]:
            return parts.person_reader.page(wanted, PersonSort(sort.by), request, visible=visible)

        return evolve(parts, person_reader=instead(parts.person_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S30")
def spend_is_more_than(open_unit_of_work: Open) -> Open:
    """Who has spent exactly the least that was asked for is left out."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: PersonFilter, sort: PersonSort, request: PageRequest, *, visible: Visibility) -> Page[Person]:
            found = parts.person_reader.page(wanted, sort, request, visible=visible)
            least = wanted.min_spent
            kept = tuple(one for one in found.items if least is None or _spent(one) != least.amount)
            return evolve(found, items=kept)

        return evolve(parts, person_reader=instead(parts.person_reader, page=page))

    return swapping(open_unit_of_work, swap)


def _spent(person: Person) -> object:
    return person.customer.figures.total_spent.amount if person.customer is not None else None
