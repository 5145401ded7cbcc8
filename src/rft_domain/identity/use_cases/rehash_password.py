"""Hash a password anew that was just shown to be right: hashes are made at a higher cost than they were."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.ids import UserId
from ..errors import LogInRefused
from ..ports import IdentityUnitOfWork
from ..user import User


@frozen(kw_only=True)
class RehashPassword:
    """``old_hash`` is the one that the password matched."""

    user_id: UserId
    old_hash: str = field(repr=False)
    new_hash: str = field(repr=False)


def rehash_password(command: RehashPassword, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """Raises :class:`LogInRefused` where the password was changed by then."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    subject = Subject(user_id=command.user_id)
    require_over(actor, Action.MANAGE_OWN_LOG_IN, subject, sees=Action.MANAGE_OWN_LOG_IN)
    user = uow.users.get(command.user_id)
    if user.password_hash != command.old_hash:
        raise LogInRefused()
    changed = user.with_password_rehashed(command.new_hash, now)
    uow.users.save(changed)
    return changed
