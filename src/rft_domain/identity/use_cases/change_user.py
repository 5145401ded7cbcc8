"""Change what is known of a user: names, phone, whether an organiser."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..errors import PhoneTaken
from ..ports import IdentityUnitOfWork
from ..user import User, UserDetails
from .chosen import choose


@frozen(kw_only=True)
class ChangeUser:
    """``details`` replaces the old ones whole. ``version`` is the one the change was made on, if known."""

    user_id: UserId
    details: UserDetails
    version: int | None = None


def change_user(command: ChangeUser, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The changed user. Raises :class:`UserNotFound`, :class:`Forbidden`, :class:`PhoneTaken`, PreconditionFailed."""
    require(actor, Action.CHANGE_USER)
    user = choose(command.user_id, command.version, actor, uow)
    phone = command.details.phone
    other = uow.users.by_phone(phone) if phone is not None and phone != user.phone else None
    if other is not None and other.id != user.id:
        raise PhoneTaken()
    changed = user.with_details(command.details, now)
    if changed is not user:
        uow.users.save(changed)
    return changed
