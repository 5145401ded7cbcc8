"""What merging asks of its store."""

from collections.abc import Sequence
from typing import Protocol

from ...shared.email import Email
from ...shared.ids import CustomerId, MergeId
from ...shared.paging import Page, PageRequest
from ..customer import Customer
from ..ports import CustomersUnitOfWork
from .duplicates import Duplicates
from .merge import Merge
from .plan import Affected, Booked


class Merges(Protocol):
    def get(self, merge_id: MergeId) -> Merge:
        """Raises :class:`MergeNotFound`."""
        ...

    def add(self, merge: Merge) -> None: ...

    def save(self, merge: Merge) -> None:
        """Committing raises :class:`StaleWrite` on an old version."""
        ...

    def page(self, customer_id: CustomerId | None, page: PageRequest) -> Page[Merge]:
        """Newest first: all, or those in which the customer won or lost."""
        ...


class Belongings(Protocol):
    """Everything that names a customer, as ``rules.py`` lists it."""

    def pair(self, one: CustomerId, other: CustomerId, *, held: bool) -> tuple[Customer, Customer]:
        """Both as they are, also who was merged. With ``held`` nothing else that names either is committed until this
        unit of work ends, in whatever order two callers name them. Raises :class:`CustomerNotFound`.
        """
        ...

    def of(self, loser_id: CustomerId, winner_id: CustomerId) -> tuple[Affected, ...]:
        """The rows that name the loser and are moved to the winner, or kept."""
        ...

    def still_with(self, affected: Sequence[Affected], customer_id: CustomerId) -> tuple[Affected, ...]:
        """Those of the rows that name the customer."""
        ...

    def move(self, affected: Sequence[Affected], loser_id: CustomerId, winner_id: CustomerId) -> None:
        """The rows name the winner from now on. Raises :class:`StaleWrite` where one does not name the loser."""
        ...

    def booked(self, customer_id: CustomerId) -> tuple[Booked, ...]:
        """The customer's bookings, by id. Where the customer is held, so are they."""
        ...

    def exchange_addresses(self, one: Customer, other: Customer) -> tuple[Email, Email]:
        """Those of ``other`` and ``one``, to be saved on ``one`` and ``other``: both are free until then."""
        ...


class MergingUnitOfWork(CustomersUnitOfWork, Protocol):
    @property
    def merges(self) -> Merges: ...
    @property
    def duplicates(self) -> Duplicates: ...
    @property
    def belongings(self) -> Belongings: ...
