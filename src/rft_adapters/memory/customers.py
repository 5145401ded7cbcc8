"""Customers and their figures."""

from collections.abc import Iterable

from attrs import evolve

from rft_domain.customers.customer import Customer
from rft_domain.customers.errors import CustomerEmailTaken, CustomerNotFound
from rft_domain.customers.figures import Figures, FiguresChange
from rft_domain.shared.changes import Pair
from rft_domain.shared.email import Email
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import CustomerId

from .state import State
from .tracked import Tracked


class MemoryCustomers:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[CustomerId, Customer] = Tracked(state.customers)
        self._changes: dict[CustomerId, FiguresChange] = {}
        self._settled: dict[CustomerId, Figures | None] = {}

    def get(self, customer_id: CustomerId) -> Customer:
        customer = self.as_it_is(customer_id)
        return customer if customer.merged_into is None else self.get(customer.merged_into)

    def as_it_is(self, customer_id: CustomerId) -> Customer:
        """Also who was merged."""
        if (customer := self._tracked.get(customer_id)) is None:
            raise CustomerNotFound()
        return self._counted(customer)

    def forget(self) -> None:
        """As :meth:`Tracked.forget`."""
        self._tracked.forget()

    def by_email(self, email: Email) -> Customer | None:
        for customer in self._tracked.among_saved():
            if customer.email == email:
                return self.get(customer.id)
        committed = self._state.customers_by_email.get(email.identity)
        return self.get(committed) if committed is not None else None

    def add_unless_known(self, customer: Customer) -> None:
        self._news.extend(customer.events)
        self._tracked.add(customer.id, evolve(customer, events=()))

    def save(self, customer: Customer) -> None:
        self._news.extend(customer.events)
        self._tracked.save(customer.id, evolve(customer, events=()))

    def change_figures(self, customer_id: CustomerId, change: FiguresChange) -> None:
        earlier = self._changes.get(customer_id)
        self._changes[customer_id] = earlier + change if earlier else change

    def settle_figures(self, customer_id: CustomerId, settled: Figures | None) -> None:
        self._settled[customer_id] = settled

    def _counted(self, customer: Customer) -> Customer:
        if customer.id in self._settled:
            customer = _with_figures(customer, self._settled[customer.id])
        change = self._changes.get(customer.id)
        return evolve(customer, figures=customer.figures.after(change)) if change else customer

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        for customer in self._tracked.added():
            if customer.email.identity in self._state.customers_by_email:
                raise StaleWrite()
        saved = {customer.id for customer in self._tracked.among_saved()}
        for customer in self._tracked.among_saved():
            holder = self._state.customers_by_email.get(customer.email.identity, customer.id)
            if holder != customer.id and holder not in saved:
                raise CustomerEmailTaken()
        for customer_id, change in self._changes.items():
            if change.bookings > 0 and self._state.is_erased(customer_id):
                raise StaleWrite()

    def apply(self) -> None:
        committed = self._state.customers
        for customer in self._tracked.among_saved():
            if (present := committed.get(customer.id)) is not None:
                del self._state.customers_by_email[present.email.identity]
        for customer in self._tracked.among_saved():
            present = committed.get(customer.id)
            committed[customer.id] = evolve(customer, figures=present.figures) if present else customer
            self._state.customers_by_email[customer.email.identity] = customer.id
        for customer_id, figures in self._settled.items():
            committed[customer_id] = _with_figures(committed[customer_id], figures)
        for customer_id, change in self._changes.items():
            customer = committed[customer_id]
            committed[customer_id] = evolve(customer, figures=customer.figures.after(change))


def _with_figures(customer: Customer, figures: Figures | None) -> Customer:
    """Who was merged has none of their own."""
    return evolve(customer, figures=figures or Figures.opened(customer.created_at))
