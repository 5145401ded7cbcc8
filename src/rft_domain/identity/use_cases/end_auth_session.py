"""Log out: end a session of one's own, or all others."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.errors import Forbidden
from ...shared.ids import AuthSessionId, UserId
from ..auth_session import AuthSession
from ..ports import IdentityUnitOfWork


@frozen(kw_only=True)
class EndAuthSession:
    """``session_id`` ``None`` is the one that is used."""

    session_id: AuthSessionId | None = None


@frozen(kw_only=True)
class EndOtherAuthSessions:
    """All but the one that is used."""


def end_auth_session(command: EndAuthSession, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> AuthSession:
    """Raises :class:`AuthSessionNotFound`, also for those of others."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    session_id = command.session_id or actor.session_id
    if session_id is None:
        raise Forbidden(action=Action.MANAGE_OWN_LOG_IN.value)
    session = uow.auth_sessions.get(session_id)
    require_over(actor, Action.MANAGE_OWN_LOG_IN, Subject(user_id=session.user_id), sees=Action.MANAGE_OWN_LOG_IN)
    ended = session.revoked(now)
    if ended is not session:
        uow.auth_sessions.revoke(ended)
    return ended


def end_other_auth_sessions(
    command: EndOtherAuthSessions, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> tuple[AuthSession, ...]:
    """Those that were ended."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    if actor.user_id is None:
        raise Forbidden(action=Action.MANAGE_OWN_LOG_IN.value)
    return end_all(actor.user_id, now, uow, but=actor.session_id)


def end_all(
    user_id: UserId, now: datetime, uow: IdentityUnitOfWork, *, but: AuthSessionId | None = None
) -> tuple[AuthSession, ...]:
    ended = tuple(session.revoked(now) for session in uow.auth_sessions.of_user(user_id) if session.id != but)
    for session in ended:
        uow.auth_sessions.revoke(session)
    return ended
