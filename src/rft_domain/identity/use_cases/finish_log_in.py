"""The second half of a log-in: a session for who gave the right password, the same refusal for all others."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import AuthSessionId, DeviceId
from ..auth_session import AuthSession, Device
from ..errors import LogInRefused
from ..events import LoggedIn
from ..ports import IdentityUnitOfWork
from ..tokens import new_token, token_hash
from ..user import User
from .begin_log_in import Begun


@frozen(kw_only=True)
class FinishLogIn:
    """``right``: the password was."""

    begun: Begun
    right: bool
    ip: str | None = field(default=None, repr=False)
    user_agent: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class LogIn:
    """The only time that the tokens are seen. ``device_token`` is ``None`` for a device that has one."""

    session: AuthSession
    user: User
    token: str = field(repr=False)
    device_token: str | None = field(repr=False)


def finish_log_in(command: FinishLogIn, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> LogIn:
    """Raises :class:`LogInRefused`; which of its reasons it was is not said."""
    require(actor, Action.LOG_IN)
    begun = command.begun
    if not command.right or begun.user_id is None:
        raise LogInRefused()
    user = uow.users.get(begun.user_id)
    if not user.is_active or user.password_hash != begun.password_hash:
        raise LogInRefused()
    cleared = uow.log_ins.hold(begun.key, now).cleared(now)
    uow.log_ins.save(cleared)
    uow.log_ins.mark(user.id, cleared if begun.device_id is None else None, now)
    token = new_token(uow.entropy)
    session = AuthSession.open(
        id=AuthSessionId(uow.entropy.uuid()),
        user_id=user.id,
        token_hash=token_hash(token),
        now=now,
        ip=command.ip,
        user_agent=command.user_agent,
    )
    uow.auth_sessions.add(session)
    uow.record(LoggedIn(at=now, user_id=user.id))
    device_token = _remember(user, now, uow) if begun.device_id is None else None
    return LogIn(session=session, user=user, token=token, device_token=device_token)


def _remember(user: User, now: datetime, uow: IdentityUnitOfWork) -> str:
    token = new_token(uow.entropy)
    device_id = DeviceId(uow.entropy.uuid())
    uow.devices.add(Device(id=device_id, user_id=user.id, token_hash=token_hash(token), created_at=now))
    return token
