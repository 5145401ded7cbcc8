"""Choose a new password with the code of a letter."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ..attempts import Purpose, attempts_key
from ..errors import ResetRefused
from ..ports import IdentityUnitOfWork
from ..tokens import token_hash
from ..user import User
from .end_auth_session import end_all


@frozen(kw_only=True)
class ResetPassword:
    """``password_hash`` is that of the new password."""

    token: str = field(repr=False)
    password_hash: str = field(repr=False)


def reset_password(command: ResetPassword, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """All sessions of the user end, and strangers' attempts are forgotten. Raises :class:`ResetRefused`."""
    require(actor, Action.LOG_IN)
    reset = uow.resets.by_token(token_hash(command.token))
    if reset is None or not reset.is_open(now):
        raise ResetRefused()
    user = uow.users.get(reset.user_id)
    if not user.is_active:
        raise ResetRefused()
    uow.resets.use(reset.used(now))
    changed = user.with_password(command.password_hash, now, by_mail=True)
    uow.users.save(changed)
    uow.log_ins.save(uow.log_ins.hold(attempts_key(Purpose.LOG_IN, user.email), now).cleared(now))
    end_all(user.id, now, uow)
    return changed


@frozen(kw_only=True)
class SeeReset:
    token: str = field(repr=False)


@frozen(kw_only=True)
class Resetting:
    """Whose password it is, and whether they have a second factor: it may be shorter then."""

    user: User
    second_factor: bool


def see_reset(query: SeeReset, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> Resetting:
    """Whose password the token may change, before anything slow is done. Raises :class:`ResetRefused`."""
    require(actor, Action.LOG_IN)
    reset = uow.resets.by_token(token_hash(query.token))
    if reset is None or not reset.is_open(now):
        raise ResetRefused()
    user = uow.users.get(reset.user_id)
    factor = uow.second_factors.of_user(user.id)
    return Resetting(user=user, second_factor=factor is not None and factor.is_on)
