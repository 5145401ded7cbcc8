"""A store that keeps what is read of customers, and forgets it when they are changed.

Who only reads may be answered from the cache: never a command, and nothing but ``customers.get``. Who writes holds what
they named of customers from before the commit until after it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, cast
from uuid import UUID

from rft_domain.access.actor import Actor
from rft_domain.access.decisions import Subject
from rft_domain.access.policy import Action
from rft_domain.access.visibility import visibility
from rft_domain.customers.customer import Customer
from rft_domain.customers.ports import Customers
from rft_domain.shared.ids import CustomerId
from rft_domain.unit_of_work import UnitOfWork

from .ports import Lease, ProfileCache

Opened = AbstractContextManager[UnitOfWork]


class CachingStore:
    """Everything else is the store's own."""

    def __init__(self, store: Any, profiles: ProfileCache) -> None:
        self._store, self.profiles = store, profiles

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def reading_as(self, actor: Actor) -> Opened:
        uow = self._store.reading_as(actor)
        return _Wrapped.of(uow, ReadThrough(uow.customers, self.profiles, actor), lambda: uow.commit())

    def unit_of_work(self) -> Opened:
        return self._holding(self._store.unit_of_work())

    def acting_as(self, actor: Actor, use_case: str) -> Opened:
        return self._holding(self._store.acting_as(actor, use_case))

    def _holding(self, uow: Any) -> Opened:
        named = Named(uow.customers)

        def commit() -> None:
            with changing(self.profiles, named.ids):
                uow.commit()

        return _Wrapped.of(uow, named, commit)


@contextmanager
def changing(profiles: ProfileCache, customer_ids: set[CustomerId]) -> Iterator[None]:
    """Nothing old is kept of them once this has ended, whatever becomes of the block.

    A hold before the commit, and not only a look afterwards: who dies in between has forgotten it all the same.
    """
    profiles.hold(customer_ids)
    try:
        yield
    finally:
        profiles.release(customer_ids)


class _Wrapped:
    """A unit of work with other customers, and another way to commit."""

    def __init__(self, uow: Any, customers: object, commit: Callable[[], None]) -> None:
        self._uow, self.customers, self.commit = uow, customers, commit

    @classmethod
    def of(cls, uow: Any, customers: object, commit: Callable[[], None]) -> "Opened":
        return cast(Opened, cls(uow, customers, commit))  # by __getattr__, which no protocol sees

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def __enter__(self) -> "_Wrapped":
        self._uow.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._uow.__exit__(kind, error, trace)


class ReadThrough:
    """The customers of who reads.

    Whether they may see one is asked each time, here once more: for a customer whom the policy does not show them, the
    cache is not asked, and the database says what it says.
    """

    def __init__(self, stored: Customers, profiles: ProfileCache, actor: Actor) -> None:
        self._stored, self._profiles = stored, profiles
        self._visible = visibility(actor, Action.SEE_CUSTOMER)
        self._seen: dict[CustomerId, Customer] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stored, name)

    def get(self, customer_id: CustomerId) -> Customer:
        if not self._visible.shows(Subject(customer_id=customer_id)):
            return self._stored.get(customer_id)
        if (seen := self._seen.get(customer_id)) is not None:
            return seen
        found = self._profiles.look(customer_id)
        if not isinstance(found, Customer):
            customer = self._stored.get(customer_id)
            # an old id may lead to another customer, who would be forgotten under their own
            if isinstance(found, Lease) and customer.id == customer_id:
                self._profiles.fill(customer, found)
            found = customer
        self._seen[customer_id] = found
        return found


class Named:
    """The customers of who writes. ``ids`` are all that were named to it: some of them are changed."""

    def __init__(self, stored: Any) -> None:
        self._stored = stored
        self.ids: set[CustomerId] = set()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._stored, name)
        if not callable(found):
            return found

        def noting(*values: object, **more: object) -> Any:
            self.ids.update(filter(None, map(_named, (*values, *more.values()))))
            return found(*values, **more)

        return noting


def _named(value: object) -> CustomerId | None:
    if isinstance(value, Customer):
        return value.id
    return CustomerId(value) if isinstance(value, UUID) else None
