"""What is asked of whatever keeps customers."""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from rft_domain.customers.customer import Customer
from rft_domain.shared.ids import CustomerId

KEPT_SECONDS = 300
LEASE_SECONDS = 10
"""Longer than a statement may take: who fills later than that read something that may be old."""
HOLD_SECONDS = 30
"""A writer that dies gives its hold up after this. Longer than a commit may take."""


class Outcome(StrEnum):
    HIT = "hit"
    MISS = "miss"
    HELD = "held"
    """Somebody is changing it, or is about to fill it in: read it, and keep nothing."""
    DOWN = "down"


@frozen
class Lease:
    """The right to fill in what was read, until somebody changes it."""

    token: str


class ProfileCache(Protocol):
    """None of it raises: where the cache is away, there is none."""

    observe: Callable[[Outcome], None]
    """Told of every look; set by whoever counts."""

    def look(self, customer_id: CustomerId) -> Customer | Lease | None:
        """The customer, else a lease for who reads it now, else nothing."""
        ...

    def fill(self, customer: Customer, lease: Lease) -> None:
        """Does nothing where the lease has ended."""
        ...

    def hold(self, customer_ids: Collection[CustomerId]) -> None:
        """Before a commit: what is kept of them is forgotten, leases end, and nobody fills anything in."""
        ...

    def release(self, customer_ids: Collection[CustomerId]) -> None:
        """After it, however it ended."""
        ...

    def clear(self) -> None:
        """For who has changed customers without naming them."""
        ...


def unobserved(outcome: Outcome) -> None: ...
