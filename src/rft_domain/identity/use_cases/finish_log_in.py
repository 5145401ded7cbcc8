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
from ..marks import marked
from ..ports import IdentityUnitOfWork
from ..second_factor import Proof
from ..tokens import new_token, token_hash
from ..user import User
from .begin_log_in import Begun


@frozen(kw_only=True)
class FinishLogIn:
    """``right``: the password was, and it may be used without a second factor if it ``stands_alone``.

    ``proof`` is what the code showed, if it showed anything.
    """

    begun: Begun
    right: bool
    stands_alone: bool = True
    proof: Proof | None = None
    ip: str | None = field(default=None, repr=False)
    user_agent: str | None = field(default=None, repr=False)

    @property
    def is_right(self) -> bool:
        """Told before anything is read, so that a right password without its code costs what a wrong one does."""
        factor = self.begun.factor
        needs_code = factor is not None and factor.is_on
        return self.right and (self.proof is not None if needs_code else self.stands_alone)


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
    if begun.user_id is None or not command.is_right:
        raise LogInRefused()
    user = uow.users.get(begun.user_id)
    if not user.is_active or user.password_hash != begun.password_hash:
        raise LogInRefused()
    factor = uow.second_factors.of_user(user.id)
    cleared = uow.log_ins.hold(begun.key, now).cleared(now)
    if factor is not None and factor.is_on:
        uow.second_factors.save(factor.shown(command.proof, now))
    elif not command.stands_alone:
        raise LogInRefused()
    uow.log_ins.save(cleared)
    marks = cleared if begun.device_id is None else None
    uow.log_ins.mark(user.id, marks, now)
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
    # what the store makes of the user, told without another read
    return LogIn(session=session, user=marked(user, marks, now), token=token, device_token=device_token)


def _remember(user: User, now: datetime, uow: IdentityUnitOfWork) -> str:
    token = new_token(uow.entropy)
    device_id = DeviceId(uow.entropy.uuid())
    uow.devices.add(Device(id=device_id, user_id=user.id, token_hash=token_hash(token), created_at=now))
    return token
