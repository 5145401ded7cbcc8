"""Change one's own password, the old one having been checked."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ..errors import LogInRefused
from ..ports import IdentityUnitOfWork
from ..user import User
from .begin_log_in import Begun
from .end_auth_session import end_all


@frozen(kw_only=True)
class ChangePassword:
    """``right``: the old password was. ``password_hash`` is that of the new one."""

    begun: Begun
    right: bool
    password_hash: str = field(repr=False)


def change_password(command: ChangePassword, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """All other sessions of the user end. Raises :class:`LogInRefused`."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    begun = command.begun
    if not command.right or begun.user_id is None:
        raise LogInRefused()
    user = uow.users.get(begun.user_id)
    require_over(actor, Action.MANAGE_OWN_LOG_IN, Subject(user_id=user.id), sees=Action.MANAGE_OWN_LOG_IN)
    if user.password_hash != begun.password_hash:
        raise LogInRefused()
    uow.log_ins.save(uow.log_ins.hold(begun.key, now).cleared(now))
    changed = user.with_password(command.password_hash, now)
    uow.users.save(changed)
    end_all(user.id, now, uow, but=actor.session_id)
    return changed
