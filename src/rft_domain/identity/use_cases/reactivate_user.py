"""Make an inactive or suspended user active again (product.md A3)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..ports import IdentityUnitOfWork
from ..user import User
from .chosen import choose


@frozen(kw_only=True)
class ReactivateUser:
    user_id: UserId
    version: int | None = None


def reactivate_user(command: ReactivateUser, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The active user. Raises :class:`UserNotFound`, :class:`Forbidden` or :class:`PreconditionFailed`."""
    require(actor, Action.CHANGE_USER)
    user = choose(command.user_id, command.version, actor, uow)
    changed = user.reactivated(now)
    if changed is not user:
        uow.users.save(changed)
    return changed
