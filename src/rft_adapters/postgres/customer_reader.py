"""Customers found and sorted: one page, in one query, or in two or three where words are looked for.

Two ways lead to the customers in whose text a word stands. The index of grams finds all of them at once: good for few,
slow for many, since they must be sorted before the first can be shown. The index of the sort order gives the right ones
first, and what does not match is passed over: good for many. Which it is, the first rows of the sort order tell
(docs/decisions/0024): no statistics, and no guess of the planner's, decides.
"""

from typing import Any

from rft_domain.access.visibility import Visibility
from rft_domain.customers.customer import Customer
from rft_domain.customers.finding import CustomerFilter, CustomerSort, sort_key
from rft_domain.shared.paging import Page, PageRequest, cut
from rft_domain.shared.searching import fewest_grams
from rft_domain.shared.sorting import place_of, place_text

from .customer_pages import Shape, by_grams, by_walk, counting, plainly
from .customers import from_row
from .flush import Row
from .link import Link

# measured over 1,000,000 customers (docs/explanation/search.md)
PROBE = {True: 1_000, False: 10_000}
"""Rows of the sort order that are looked at first; figures are in another table than names, and cost more."""
PROMISING = 10
"""Where figures sort, and so many of the first matched, it is worth going on …"""
FAR = 8_000
"""… to here."""
FEW = 2_000
"""As many are looked up among the figures one by one, and more are met near the start of the order …"""
REACH = 60_000
"""… which is so many rows of it."""


class PostgresCustomerReader:
    """The customers slice's ``CustomerReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def page(
        self, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, *, visible: Visibility
    ) -> Page[Customer]:
        picked = _chosen(wanted)
        mine = {} if visible.everything or visible.customer_id is None else {"seen_customer_id": visible.customer_id}
        words = {f"word_{place}": word for place, word in enumerate(wanted.words)}
        wide = sorted({gram for word in wanted.words for gram in fewest_grams(word)})
        named: dict[str, Any] = {**picked, **mine, **words, "limit": page.limit + 1, "grams": wide}
        if (after := page.after()) is not None:
            named |= {"after_key": place_of(after[0], sort.by), "after_id": after[1]}
        shape = Shape(
            wanted=frozenset(picked),
            words=len(words),
            sort=sort,
            everything=visible.everything,
            own=bool(mine),
            goes_on=after is not None,
        )
        rows = self._searched(shape, named) if wide and visible.everything else self._link.rows(plainly(shape), named)
        total = self._link.rows(counting(shape, bool(wide)), named)[0][0] if page.count else None
        return cut(list(map(from_row, rows)), page, lambda one: (place_text(sort_key(one, sort)), one.id), total)

    def _searched(self, shape: Shape, named: dict[str, Any]) -> list[Row]:
        rows = self._link.rows(by_walk(shape), {**named, "reach": PROBE[shape.by_figures]})
        if shape.by_figures and PROMISING <= len(rows) < named["limit"]:
            rows = self._link.rows(by_walk(shape), {**named, "reach": FAR})
        if len(rows) == named["limit"]:
            return rows
        return self._link.rows(by_grams(shape), {**named, "few": FEW, "reach": REACH})


def _chosen(wanted: CustomerFilter) -> dict[str, Any]:
    named = {
        "status": wanted.status.value if wanted.status else None,
        "customer_type": wanted.customer_type.value if wanted.customer_type else None,
        "active_from": wanted.active_from,
        "active_to": wanted.active_to,
        "created_from": wanted.created_from,
        "created_to": wanted.created_to,
        "min_spent": wanted.min_spent.amount if wanted.min_spent is not None else None,
        "max_spent": wanted.max_spent.amount if wanted.max_spent is not None else None,
        "min_bookings": wanted.min_bookings,
        "max_bookings": wanted.max_bookings,
        "marketing": wanted.marketing,
        "sms": wanted.sms,
        "newsletter": wanted.newsletter,
        "course_id": wanted.course_id,
    }
    return {name: value for name, value in named.items() if value is not None}
