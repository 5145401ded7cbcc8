"""Deactivate a user: gone from lists and log-in, with all of the history kept (product.md A3)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..errors import LastSuperuser
from ..ports import IdentityUnitOfWork
from ..user import User
from .chosen import choose


@frozen(kw_only=True)
class DeactivateUser:
    user_id: UserId
    version: int | None = None


def deactivate_user(command: DeactivateUser, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The inactive user. Raises :class:`UserNotFound`, Forbidden, :class:`LastSuperuser` or PreconditionFailed."""
    require(actor, Action.CHANGE_USER)
    superusers = uow.superusers.hold()
    user = choose(command.user_id, command.version, actor, uow)
    if superusers == {user.id}:
        raise LastSuperuser(user_id=str(user.id))
    changed = user.deactivated(now)
    if changed is not user:
        uow.users.save(changed)
    return changed
