"""Second factors on the wire."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from ..log_in.wire import Code, Password

Instant = Annotated[datetime, Meta(tz=True)]


class PasswordAgainBody(Struct, forbid_unknown_fields=True):
    """The password is asked for once more."""

    password: Password


class CodeBody(Struct, forbid_unknown_fields=True):
    """`code` is what the authenticator shows."""

    code: Code


class PasswordAndCodeBody(Struct, forbid_unknown_fields=True):
    """`code` is what the authenticator shows, or a recovery code, which is used up."""

    password: Password
    code: Code


class SecondFactorAnswer(Struct):
    """Whether it is on, since when, and how many recovery codes are left."""

    on: bool
    turned_on_at: Instant | None
    recovery_codes_left: int


class SecretAnswer(Struct):
    """For the authenticator: `secret` to type, `uri` to show as a QR code. They are shown this once."""

    secret: str
    uri: str


class RecoveryCodesAnswer(Struct):
    """Each works once, in place of a code. They are shown this once: keep them where the authenticator is not."""

    recovery_codes: list[str]
