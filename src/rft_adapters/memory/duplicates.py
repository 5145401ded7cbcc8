"""Who may be one person, by brute force."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rft_domain.customers.customer import Customer
from rft_domain.customers.merging.duplicates import CandidatePair, DistinctPair, Duplicate, Likeness
from rft_domain.customers.merging.resemblance import MOST_TOGETHER, Traits
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.paging import Page, PageRequest

from .pages import page_of
from .state import State


class MemoryDuplicates:
    def __init__(self, state: State) -> None:
        self._state = state
        self._found: Sequence[Duplicate] | None = None
        self._marked: list[DistinctPair] = []
        self._unmarked: list[DistinctPair] = []

    def candidates(self) -> Iterator[CandidatePair]:
        with self._state.lock:
            traits = [_traits(one) for one in self._state.customers.values() if one.merged_into is None]
        blocks: dict[str, list[Traits]] = {}
        for one in sorted(traits, key=lambda one: one.customer_id):
            for key in one.found_by():
                blocks.setdefault(key, []).append(one)
        pairs = (pair for block in blocks.values() if len(block) <= MOST_TOGETHER for pair in combinations(block, 2))
        yield from {(one.customer_id, other.customer_id): (one, other) for one, other in pairs}.values()

    def replace(self, found: Sequence[Duplicate]) -> None:
        self._found = found

    def page(self, page: PageRequest) -> Page[Likeness]:
        with self._state.lock:
            shown = [self._likeness(one) for one in self._state.duplicates.values() if self._is_shown(one)]
        return page_of(shown, page, lambda one: (f"{one.duplicate.score:03}", one.duplicate.id), newest_first=True)

    def distinct(self, one_id: CustomerId, other_id: CustomerId) -> DistinctPair | None:
        marked = [one for one in (*self._state.distinct_pairs.values(), *self._marked) if one not in self._unmarked]
        return next((one for one in marked if {one.one_id, one.other_id} == {one_id, other_id}), None)

    def mark(self, pair: DistinctPair) -> None:
        self._marked.append(pair)

    def unmark(self, pair: DistinctPair) -> None:
        self._unmarked.append(pair)

    def changed(self) -> Iterable[Pair]:
        return [(None, pair) for pair in self._marked]

    def check(self) -> None:
        known = {(one.one_id, one.other_id) for one in self._state.distinct_pairs.values()}
        if any((one.one_id, one.other_id) in known for one in self._marked):
            raise StaleWrite(what="distinct_pairs")

    def apply(self) -> None:
        if self._found is not None:
            self._state.duplicates = {one.id: one for one in self._found}
        for pair in self._unmarked:
            self._state.distinct_pairs.pop(pair.id, None)
        self._state.distinct_pairs.update({pair.id: pair for pair in self._marked})

    def _is_shown(self, one: Duplicate) -> bool:
        both = [self._state.customers[id] for id in (one.one_id, one.other_id)]
        return all(each.merged_into is None for each in both) and self.distinct(one.one_id, one.other_id) is None

    def _likeness(self, one: Duplicate) -> Likeness:
        customers = self._state.customers
        return Likeness(duplicate=one, one=customers[one.one_id], other=customers[one.other_id])


def _traits(customer: Customer) -> Traits:
    profile = customer.profile
    return Traits(
        customer_id=customer.id,
        email=customer.email.identity,
        first_name=profile.first_name,
        last_name=profile.last_name,
        phones=frozenset(phone.e164 for phone in (profile.phone, profile.mobile) if phone is not None),
        postcode=profile.postcode,
        date_of_birth=profile.date_of_birth,
    )
