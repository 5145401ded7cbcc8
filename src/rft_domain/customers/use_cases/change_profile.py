"""Change what is known of a customer."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import CustomerId
from ..customer import Customer
from ..errors import CustomerNotFound
from ..ports import CustomersUnitOfWork
from ..profile import Profile


@frozen(kw_only=True)
class ChangeProfile:
    """``profile`` replaces the old one whole. ``version`` is the one the change was made on, if known."""

    customer_id: CustomerId
    profile: Profile
    version: int | None = None


def change_profile(command: ChangeProfile, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork) -> Customer:
    """The customer with the new profile. Raises :class:`CustomerNotFound` or :class:`PreconditionFailed`."""
    require(actor, Action.CHANGE_PROFILE)
    customer = uow.customers.get(command.customer_id)
    require_over(actor, Action.CHANGE_PROFILE, Subject(customer_id=customer.id), sees=Action.SEE_CUSTOMER)
    if command.version not in (None, customer.version):
        raise PreconditionFailed(version=customer.version)
    changed = customer.with_profile(command.profile, now)
    if changed is not customer:
        uow.customers.save(changed)
    return changed


@frozen(kw_only=True)
class ChangeOwnProfile:
    """Of the customer that the actor acts for."""

    profile: Profile
    version: int | None = None


def change_own_profile(command: ChangeOwnProfile, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork) -> Customer:
    """As :func:`change_profile`. Raises :class:`CustomerNotFound` for who acts for none."""
    require(actor, Action.CHANGE_PROFILE)
    if actor.customer_id is None:
        raise CustomerNotFound()
    change = ChangeProfile(customer_id=actor.customer_id, profile=command.profile, version=command.version)
    return change_profile(change, actor=actor, now=now, uow=uow)
