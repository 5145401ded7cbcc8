"""Log-in on the wire (http.md)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from rft_domain.identity.password import AT_LEAST, AT_LEAST_WITH_SECOND_FACTOR, AT_MOST

from ..users.wire import UserAnswer
from ..wire import EmailText

Instant = Annotated[datetime, Meta(tz=True)]
Password = Annotated[str, Meta(max_length=AT_MOST, extra_json_schema={"format": "password"})]
Token = Annotated[str, Meta(max_length=100)]
Code = Annotated[str, Meta(max_length=40)]
_RULE = (
    f"{AT_LEAST} to {AT_MOST} characters, or {AT_LEAST_WITH_SECOND_FACTOR} where a second factor is on; "
    "none of those that are tried first."
)
NewPasswordText = Annotated[str, Meta(max_length=AT_MOST, description=_RULE, extra_json_schema={"format": "password"})]


class LogInBody(Struct, forbid_unknown_fields=True):
    """`device_token` is the one that an earlier log-in from this device answered with. `code` is for those who have a
    second factor: what the authenticator shows, or a recovery code. Without it, or with a wrong one, the log-in is
    refused like one with a wrong password.
    """

    email: EmailText
    password: Password
    device_token: Token | None = None
    code: Code | None = None


class PasswordBody(Struct, forbid_unknown_fields=True):
    """The old password is asked for once more."""

    old_password: Password
    new_password: NewPasswordText


class ForgotBody(Struct, forbid_unknown_fields=True):
    email: EmailText


class ResetBody(Struct, forbid_unknown_fields=True):
    """`token` is the code of the letter."""

    token: Token
    new_password: NewPasswordText


class LogInAnswer(Struct):
    """`token` goes into `Authorization: Bearer …`; it is shown this once. `device_token` is null for a known device;
    keep it, and send it with the next log-in: guesses of strangers then do not lock you out.
    """

    token: str
    expires_at: Instant
    device_token: str | None
    user: UserAnswer


class DoneAnswer(Struct):
    """The same whether or not there was anything to do."""

    done: bool


class AuthSessionAnswer(Struct):
    """One log-in. `current` is the one that is used."""

    id: UUID
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    ip: str | None
    user_agent: str | None
    current: bool


class AuthSessionsAnswer(Struct):
    """Where one is logged in, newest first."""

    items: list[AuthSessionAnswer]
