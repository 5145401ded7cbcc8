"""Erase a user alone: the customer that they share with others stays (product.md B15)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...customers.profile import CustomerType
from ...identity.user import User
from ...shared.ids import UserId
from ..erasure import Erasure, Kind
from ..errors import UserIsCustomer
from ..events import UserErased
from ..persons import members_of
from ..ports import PrivacyUnitOfWork
from ..scope import Scope
from .erasing import erased, may_go


@frozen(kw_only=True)
class EraseUser:
    user_id: UserId


def erase_user(command: EraseUser, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> Erasure:
    """The evidence; of a user who is erased already, that of the first time.

    Raises :class:`UserNotFound`, :class:`UserIsCustomer`, :class:`LastSuperuser` or :class:`Forbidden`.
    """
    require(actor, Action.ERASE_PERSON)
    if (earlier := uow.erasures.of(command.user_id)) is not None:
        return earlier
    scope = who_goes(command, actor=actor, now=now, uow=uow)
    erasure = erased(Kind.USER, command.user_id, scope, actor=actor, now=now, uow=uow)
    uow.record(UserErased(at=now, user_id=command.user_id))
    return erasure


def who_goes(command: EraseUser, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> Scope:
    """Held until the unit of work ends. Raises what :func:`erase_user` raises, and changes nothing."""
    require(actor, Action.ERASE_PERSON)
    superusers = uow.superusers.hold()
    user = uow.users.get(command.user_id)
    may_go([user], superusers, actor)
    _must_be_apart(user, uow)
    return uow.personal_data.scope(frozenset(), {user.id}, hold=True)


def _must_be_apart(user: User, uow: PrivacyUnitOfWork) -> None:
    """Of a company with one member, the company may stay; of a person nothing would."""
    if user.customer_id is None:
        return
    customer = uow.customers.get(user.customer_id)
    alone = len(members_of(customer, uow)) == 1 and customer.profile.customer_type is CustomerType.INDIVIDUAL
    if alone or customer.email == user.email:
        raise UserIsCustomer()
