"""From log-ins and sessions to the wire."""

from collections.abc import Sequence

from rft_domain.identity.queries import OwnSession
from rft_domain.identity.use_cases.finish_log_in import LogIn

from ..users.showing import user_answer
from .wire import AuthSessionAnswer, AuthSessionsAnswer, DoneAnswer, LogInAnswer


def log_in_answer(done: LogIn) -> LogInAnswer:
    return LogInAnswer(
        token=done.token,
        expires_at=done.session.expires_at,
        device_token=done.device_token,
        user=user_answer(done.user),
    )


def done_answer(result: object) -> DoneAnswer:
    return DoneAnswer(done=True)


def sessions_answer(sessions: Sequence[OwnSession]) -> AuthSessionsAnswer:
    return AuthSessionsAnswer([_session(one) for one in sessions])


def _session(one: OwnSession) -> AuthSessionAnswer:
    session = one.session
    return AuthSessionAnswer(
        id=session.id,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        ip=session.ip,
        user_agent=session.user_agent,
        current=one.current,
    )
