"""Change what is known of a customer that others must not know (product.md B3)."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import Subject, customer_for, require, require_over
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import CustomerId
from ..ports import CustomersUnitOfWork
from ..sensitive import Details, SensitiveDetails


@frozen(kw_only=True)
class ChangeSensitiveDetails:
    """``details`` replace the old ones whole. ``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None
    details: Details = field(repr=False)
    version: int | None = None


def change_sensitive_details(
    command: ChangeSensitiveDetails, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork
) -> SensitiveDetails:
    """The details from now on. Raises :class:`NotFound`, :class:`CustomerIsErased` or :class:`PreconditionFailed`."""
    require(actor, Action.CHANGE_SENSITIVE)
    customer_id = customer_for(actor, command.customer_id)
    require_over(actor, Action.CHANGE_SENSITIVE, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    customer = uow.customers.get(customer_id)
    before = uow.sensitive.get(customer.id)
    if command.version not in (None, before.version):
        raise PreconditionFailed(version=before.version)
    after = before.changed_to(command.details, now)
    if after is not before:
        customer.must_be_there()
        uow.sensitive.save(after)
    return after
