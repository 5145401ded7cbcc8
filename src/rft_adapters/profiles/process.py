"""Customers kept in this process, for a service that is the only one of its kind."""

import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection
from threading import Lock

from rft_domain.customers.customer import Customer
from rft_domain.shared.ids import CustomerId

from .ports import KEPT_SECONDS, Lease, Outcome, ProfileCache, unobserved

MOST_KEPT = 10_000


class ProcessProfiles:
    """At most ``most``; those that were not asked for longest go first. For all threads."""

    def __init__(self, *, most: int = MOST_KEPT, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` in seconds."""
        self._most, self._clock, self._turn = most, clock, Lock()
        self._kept: OrderedDict[CustomerId, tuple[float, Customer]] = OrderedDict()
        self._leases: dict[CustomerId, str] = {}
        self._held: Counter[CustomerId] = Counter()
        self.observe: Callable[[Outcome], None] = unobserved

    def look(self, customer_id: CustomerId) -> Customer | Lease | None:
        with self._turn:
            found = self._look(customer_id)
        outcome = Outcome.HIT if isinstance(found, Customer) else Outcome.MISS if found else Outcome.HELD
        self.observe(outcome)
        return found

    def _look(self, customer_id: CustomerId) -> Customer | Lease | None:
        if self._held[customer_id]:
            return None
        until, customer = self._kept.get(customer_id, (0.0, None))
        if customer is not None and self._clock() < until:
            self._kept.move_to_end(customer_id)
            return customer
        # a later reader takes the lease over: an earlier one may never come back
        token = self._leases[customer_id] = secrets.token_hex(8)
        while len(self._leases) > self._most:
            del self._leases[next(iter(self._leases))]
        return Lease(token)

    def fill(self, customer: Customer, lease: Lease) -> None:
        with self._turn:
            if self._leases.get(customer.id) != lease.token:
                return
            del self._leases[customer.id]
            self._kept[customer.id] = (self._clock() + KEPT_SECONDS, customer)
            self._kept.move_to_end(customer.id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def hold(self, customer_ids: Collection[CustomerId]) -> None:
        with self._turn:
            for customer_id in customer_ids:
                self._held[customer_id] += 1
                self._drop(customer_id)

    def release(self, customer_ids: Collection[CustomerId]) -> None:
        with self._turn:
            for customer_id in customer_ids:
                self._held[customer_id] -= 1
                if self._held[customer_id] <= 0:
                    del self._held[customer_id]
                self._drop(customer_id)

    def clear(self) -> None:
        with self._turn:
            self._kept.clear()
            self._leases.clear()

    def _drop(self, customer_id: CustomerId) -> None:
        self._kept.pop(customer_id, None)
        self._leases.pop(customer_id, None)


def _conforms(profiles: ProcessProfiles) -> ProfileCache:
    return profiles
