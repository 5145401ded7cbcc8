"""Type-checked, never run: values are frozen, and states are words of their own."""

from datetime import UTC, datetime

from rft_domain.access.actor import ADMIN
from rft_domain.customers.customer import Customer, CustomerStatus
from rft_domain.customers.ports import CustomersUnitOfWork
from rft_domain.customers.use_cases.open_customer import OpenCustomer, open_customer
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def values_are_frozen(user: User, customer: Customer, price: Money) -> None:
    user.role = Role.SUPERUSER  # type: ignore[misc]  # a role is assigned by a use case
    customer.version = 7  # type: ignore[misc]  # the next value has the next version
    price.amount = price.amount  # type: ignore[misc]  # money does not change


def money_is_no_number(price: Money) -> None:
    price + 1  # type: ignore[operator]  # one what?
    price * 1.2  # type: ignore[operator]  # shares are exact: Money.share


def words_are_not_texts(user: User, customer: Customer) -> bool:
    user.in_role("superuser", NOW)  # type: ignore[arg-type]  # Role.parse says which words are roles
    return customer.status is CustomerStatus.ACTIVE


def an_address_is_parsed_first(uow: CustomersUnitOfWork) -> None:
    uow.customers.by_email(Email.parse("ana.silva@example.org"))
    uow.customers.by_email("ana.silva@example.org")  # type: ignore[arg-type]  # its case is not settled


def use_cases_are_told_who_and_when(command: OpenCustomer, uow: CustomersUnitOfWork) -> None:
    open_customer(command, now=NOW, uow=uow)  # type: ignore[call-arg]  # nobody asks
    open_customer(command, actor=ADMIN, uow=uow)  # type: ignore[call-arg]  # use cases read no clock


def a_unit_of_work_is_read_only(uow: CustomersUnitOfWork, customer_id: CustomerId) -> None:
    uow.customers = uow.customers  # type: ignore[misc]  # members of a port are read-only
    uow.customers.get(customer_id=customer_id)
