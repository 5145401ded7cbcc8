"""From the wire to log-in and passwords."""

from rft_domain.identity.queries import ListOwnSessions, SeeOwnUser
from rft_domain.identity.use_cases.ask_for_reset import AskForReset
from rft_domain.identity.use_cases.end_auth_session import EndAuthSession, EndOtherAuthSessions
from rft_domain.shared.email import Email
from rft_domain.shared.ids import AuthSessionId

from ...log_in import NewPassword, PasswordLogIn, ResetWanted
from ..endpoint import Call
from .wire import ForgotBody, LogInBody, PasswordBody, ResetBody


def see_own(call: Call) -> SeeOwnUser:
    return SeeOwnUser()


def log_in(call: Call) -> PasswordLogIn:
    body: LogInBody = call.body
    return PasswordLogIn(
        email=Email.parse(body.email), password=body.password, device_token=body.device_token, code=body.code
    )


def log_out(call: Call) -> EndAuthSession:
    return EndAuthSession()


def choose_password(call: Call) -> NewPassword:
    body: PasswordBody = call.body
    return NewPassword(old=body.old_password, new=body.new_password)


def forgot(call: Call) -> AskForReset:
    body: ForgotBody = call.body
    return AskForReset(email=Email.parse(body.email))


def reset(call: Call) -> ResetWanted:
    body: ResetBody = call.body
    return ResetWanted(token=body.token, new=body.new_password)


def list_sessions(call: Call) -> ListOwnSessions:
    return ListOwnSessions()


def end_session(call: Call) -> EndAuthSession:
    return EndAuthSession(session_id=AuthSessionId(call.ids["auth_session_id"]))


def end_others(call: Call) -> EndOtherAuthSessions:
    return EndOtherAuthSessions()
