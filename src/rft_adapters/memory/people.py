"""People with the figures of their customers, by brute force: filter, sort, cut."""

from rft_domain.access.decisions import Subject
from rft_domain.access.visibility import Visibility
from rft_domain.customers.preferences import Preferences
from rft_domain.identity.marks import marked, marks_key
from rft_domain.insights.people import NEVER, Person, PersonFilter, PersonSort, sort_key
from rft_domain.shared.ids import UserId
from rft_domain.shared.paging import Page, PageRequest, cut
from rft_domain.shared.sorting import SortKey, place_of, place_text

from .customer_lists import goes_to
from .readers import is_wanted_user
from .state import State


class MemoryPersonReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, wanted: PersonFilter, sort: PersonSort, page: PageRequest, *, visible: Visibility) -> Page[Person]:
        with self._state.lock:
            people = [self._person(id) for id, u in self._state.users.items() if visible.shows(Subject(user_id=u.id))]
            people = [one for one in people if _is_wanted(one, wanted) and self._wants(one, wanted)]
        rows = sorted(people, key=lambda one: one.user.id)
        rows.sort(key=lambda one: sort_key(one, sort), reverse=sort.is_down)
        total = len(rows) if page.count else None
        if (after := page.after()) is not None:
            text, last_id = after
            last = place_of(text, sort.by)
            if last is None:
                last = sort_key(self._person(UserId(last_id)), sort) if last_id in self._state.users else None
            rows = [one for one in rows if last is not None and _is_behind(one, sort, last, UserId(last_id))]
        return cut(rows, page, lambda one: (place_text(sort_key(one, sort)), one.user.id), total)

    def _wants(self, person: Person, wanted: PersonFilter) -> bool:
        """Who has no customer wants nothing and goes nowhere."""
        asked = (wanted.marketing, wanted.sms, wanted.newsletter)
        if person.customer is None:
            return asked == (None, None, None) and wanted.course_id is None
        customer_id = person.customer.id
        choices = (self._state.preferences.get(customer_id) or Preferences(customer_id=customer_id)).choices
        said = (choices.marketing, choices.sms, choices.newsletter)
        agrees = all(one in (None, other) for one, other in zip(asked, said, strict=True))
        return agrees and (wanted.course_id is None or goes_to(self._state, customer_id, wanted.course_id))

    def _person(self, user_id: UserId) -> Person:
        user = self._state.users[user_id]
        customer = self._state.customers[user.customer_id] if user.customer_id is not None else None
        return Person(user=marked(user, self._state.attempts.get(marks_key(user))), customer=customer)


def _is_behind(person: Person, sort: PersonSort, last: SortKey, last_id: UserId) -> bool:
    key = sort_key(person, sort)
    if key == last:
        return person.user.id > last_id
    return bool(key < last if sort.is_down else key > last)  # type: ignore[operator]  # one sort has keys of one type


def _is_wanted(person: Person, wanted: PersonFilter) -> bool:
    customer = person.customer
    figures = customer.figures if customer is not None else None
    active_at = figures.last_activity_at if figures else NEVER
    return (
        is_wanted_user(person.user, wanted.users)
        and (wanted.customer_type is None or (customer and customer.profile.customer_type) is wanted.customer_type)
        and (wanted.active_from is None or active_at >= wanted.active_from)
        and (wanted.active_to is None or active_at < wanted.active_to)
        and (wanted.min_spent is None or (figures.total_spent.amount if figures else 0) >= wanted.min_spent.amount)
        and (wanted.min_bookings is None or (figures.total_bookings if figures else 0) >= wanted.min_bookings)
    )
