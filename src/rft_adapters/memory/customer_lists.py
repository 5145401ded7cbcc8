"""Customers found and sorted, by brute force: filter, sort, cut."""

from rft_domain.access.decisions import Subject
from rft_domain.access.visibility import Visibility
from rft_domain.bookings.booking import BookingStatus
from rft_domain.customers.customer import Customer
from rft_domain.customers.finding import (
    CustomerFilter,
    CustomerSort,
    fits,
    searched_customer,
    sort_key,
)
from rft_domain.customers.preferences import Preferences
from rft_domain.shared.ids import CourseId, CustomerId
from rft_domain.shared.paging import Page, PageRequest, cut
from rft_domain.shared.searching import is_found
from rft_domain.shared.sorting import SortKey, place_of, place_text

from .state import State


class MemoryCustomerReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(
        self, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, *, visible: Visibility
    ) -> Page[Customer]:
        with self._state.lock:
            found = [
                one
                for one in self._state.customers.values()
                if _is_listed(one) and visible.shows(Subject(customer_id=one.id)) and self._is_wanted(one, wanted)
            ]
        rows = sorted(found, key=lambda one: (sort_key(one, sort), one.id), reverse=sort.is_down)
        total = len(rows) if page.count else None
        if (after := page.after()) is not None:
            last = self._last(after[0], CustomerId(after[1]), sort)
            rows = [one for one in rows if last is not None and _is_behind(one, sort, last, CustomerId(after[1]))]
        return cut(rows, page, lambda one: (place_text(sort_key(one, sort)), one.id), total)

    def _last(self, text: str, last_id: CustomerId, sort: CustomerSort) -> SortKey | None:
        """A cursor has no name in it: where names sort, it is looked up."""
        if (last := place_of(text, sort.by)) is not None:
            return last
        customer = self._state.customers.get(last_id)
        return sort_key(customer, sort) if customer is not None else None

    def _is_wanted(self, customer: Customer, wanted: CustomerFilter) -> bool:
        preferences = self._state.preferences.get(customer.id) or Preferences(customer_id=customer.id)
        return (
            fits(customer, preferences, wanted)
            and is_found(wanted.words, searched_customer(customer))
            and (wanted.course_id is None or goes_to(self._state, customer.id, wanted.course_id))
        )


def goes_to(state: State, customer_id: CustomerId, course_id: CourseId) -> bool:
    """The customer has a booking on the course that is not cancelled."""
    return any(
        booking.customer_id == customer_id
        and booking.status is not BookingStatus.CANCELLED
        and state.sessions[booking.session_id].terms.course_id == course_id
        for booking in state.bookings.values()
    )


def _is_listed(customer: Customer) -> bool:
    """Who is there to be found at all: the one place for it."""
    return customer.merged_into is None and customer.erased_at is None


def _is_behind(customer: Customer, sort: CustomerSort, last: SortKey, last_id: CustomerId) -> bool:
    mine, theirs = (sort_key(customer, sort), customer.id), (last, last_id)
    return bool(mine < theirs if sort.is_down else mine > theirs)
