"""End a membership: the user stays, and sees nothing of the customer any more."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, permits, require
from ...access.policy import Action
from ...shared.errors import Forbidden
from ...shared.ids import CustomerId, UserId
from ..errors import MemberStays, UserNotFound
from ..managing import managed_customer
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
    customer's own address, whose history it is. Of two organisers who remove each other the slower is refused.
    """
    require(actor, Action.MANAGE_MEMBERS)
    customer_id = managed_customer(actor, command.customer_id, uow.inviting_customers)
    members = {user.id: user for user in uow.members.hold(customer_id)}
    user = members.get(command.user_id)
    if user is None:
        raise UserNotFound()
    _must_still_be_organiser(actor, members)
    if user.id == actor.user_id or user.email == uow.inviting_customers.get(customer_id).email:
        raise MemberStays()
    removed = user.left(customer_id, now)
    uow.users.save(removed)
    end_all(user.id, now, uow)
    return removed


def _must_still_be_organiser(actor: Actor, members: Mapping[UserId, User]) -> None:
    """Who is one by their log-in may have been removed at this moment: no customer loses all that way."""
    if permits(actor, Action.MANAGE_MEMBERS, Subject()):
        return
    present = members.get(actor.user_id) if actor.user_id is not None else None
    if present is None or not present.is_organizer:
        raise Forbidden(action=Action.MANAGE_MEMBERS.value)
