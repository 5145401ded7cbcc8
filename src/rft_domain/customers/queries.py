"""Reading one customer."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import Subject, require, require_over
from ..access.policy import Action
from ..shared.ids import CustomerId
from .customer import Customer
from .errors import CustomerNotFound
from .ports import Customers


class CustomerViews(Protocol):
    @property
    def customers(self) -> Customers: ...


@frozen(kw_only=True)
class SeeCustomer:
    customer_id: CustomerId


@frozen(kw_only=True)
class SeeOwnCustomer:
    """The one that the actor acts for."""


def see_own_customer(query: SeeOwnCustomer, *, actor: Actor, now: datetime, uow: CustomerViews) -> Customer:
    """Raises :class:`CustomerNotFound` for who acts for none."""
    require(actor, Action.SEE_CUSTOMER)
    if actor.customer_id is None:
        raise CustomerNotFound()
    return see_customer(SeeCustomer(customer_id=actor.customer_id), actor=actor, now=now, uow=uow)


def see_customer(query: SeeCustomer, *, actor: Actor, now: datetime, uow: CustomerViews) -> Customer:
    """With its figures. Raises :class:`CustomerNotFound`, also for what the actor may not see."""
    require(actor, Action.SEE_CUSTOMER)
    subject = Subject(customer_id=query.customer_id)
    require_over(actor, Action.SEE_CUSTOMER, subject, sees=Action.SEE_CUSTOMER)
    return uow.customers.get(query.customer_id)
