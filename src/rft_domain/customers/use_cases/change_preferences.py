"""Change what a customer wants to hear from us (product.md B2)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, customer_for, permits, require, require_over
from ...access.policy import Action
from ...shared.errors import Invalid, PreconditionFailed
from ...shared.ids import CustomerId
from ..ports import CustomersUnitOfWork
from ..preferences import Choices, ConsentSource, Preferences


@frozen(kw_only=True)
class ChangePreferences:
    """``choices`` replace the old ones whole. ``customer_id`` ``None`` is the actor's own.

    ``source`` is for the office to say: what members change themselves comes from their account.
    """

    customer_id: CustomerId | None = None
    choices: Choices
    source: ConsentSource = ConsentSource.ACCOUNT
    version: int | None = None


def change_preferences(
    command: ChangePreferences, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork
) -> Preferences:
    """The preferences from now on. Raises :class:`CustomerNotFound`, :class:`NotFound` or PreconditionFailed."""
    require(actor, Action.CHANGE_PREFERENCES)
    if command.source is ConsentSource.MERGE:
        raise Invalid.at("/source", "is not a way in which a customer tells us")
    customer_id = customer_for(actor, command.customer_id)
    require_over(actor, Action.CHANGE_PREFERENCES, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    customer = uow.customers.get(customer_id)
    before = uow.consents.get(customer.id)
    if command.version not in (None, before.version):
        raise PreconditionFailed(version=before.version)
    after = before.changed_to(command.choices, now)
    if after is not before:
        office = permits(actor, Action.CHANGE_PREFERENCES, Subject())
        source = command.source if office else ConsentSource.ACCOUNT
        changes = after.changes_since(before, source=source, by=actor.user_id, now=now, entropy=uow.entropy)
        uow.consents.save(after, changes)
    return after
