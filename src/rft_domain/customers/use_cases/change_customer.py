"""Change what is known of a customer and its status: for the office."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import CustomerId
from ..customer import Customer, CustomerStatus
from ..ports import CustomersUnitOfWork
from ..profile import Profile


@frozen(kw_only=True)
class ChangeCustomer:
    """``profile`` replaces the old one whole. ``version`` is the one the change was made on, if known."""

    customer_id: CustomerId
    profile: Profile
    status: CustomerStatus
    version: int | None = None


def change_customer(command: ChangeCustomer, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork) -> Customer:
    """Raises :class:`CustomerNotFound` or :class:`PreconditionFailed`."""
    require(actor, Action.CHANGE_CUSTOMER_STATUS)
    customer = uow.customers.get(command.customer_id)
    subject = Subject(customer_id=customer.id)
    require_over(actor, Action.CHANGE_CUSTOMER_STATUS, subject, sees=Action.SEE_CUSTOMER)
    if command.version not in (None, customer.version):
        raise PreconditionFailed(version=customer.version)
    changed = customer.changed_to(command.profile, command.status, now)
    if changed is not customer:
        uow.customers.save(changed)
    return changed
