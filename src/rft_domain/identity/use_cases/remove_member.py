"""End a membership: the user stays, and sees nothing of the customer any more."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, customer_for, require, require_over
from ...access.policy import Action
from ...shared.ids import CustomerId, UserId
from ..errors import MemberStays, UserNotFound
from ..ports import IdentityUnitOfWork
from ..user import User
from .end_auth_session import end_all


@frozen(kw_only=True)
class RemoveMember:
    """``customer_id`` ``None`` is the actor's own."""

    user_id: UserId
    customer_id: CustomerId | None = None


def remove_member(command: RemoveMember, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The user without the customer; their sessions end.

    Raises :class:`UserNotFound` for who is no member, and :class:`MemberStays` for oneself and for who has the
    customer's own address, whose history it is.
    """
    require(actor, Action.MANAGE_MEMBERS)
    customer_id = customer_for(actor, command.customer_id)
    require_over(actor, Action.MANAGE_MEMBERS, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    user = uow.users.get(command.user_id)
    if user.customer_id != customer_id:
        raise UserNotFound()
    if user.id == actor.user_id or user.email == uow.inviting_customers.get(customer_id).email:
        raise MemberStays()
    removed = user.left(customer_id, now)
    uow.users.save(removed)
    end_all(user.id, now, uow)
    return removed
