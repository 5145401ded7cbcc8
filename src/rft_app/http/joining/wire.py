"""Registration, codes, invitations and members on the wire (http.md)."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from ..log_in.wire import NewPasswordText, Password, Token
from ..wire import EmailText, Instant, Name, PhoneText

Digits = Annotated[
    str,
    Meta(pattern=r"^[0-9]{6}$(?!\n)", extra={"rule": "must be the six digits of the message"}, examples=["042917"]),
]


class RegisterBody(Struct, forbid_unknown_fields=True):
    """An account to be made once the address is proven."""

    email: EmailText
    first_name: Name
    last_name: Name
    password: NewPasswordText


class VerifyEmailBody(Struct, forbid_unknown_fields=True):
    """`token` is the code of the letter, `password` the one that was chosen with the registration."""

    token: Token
    password: Password


class NewEmailBody(Struct, forbid_unknown_fields=True):
    """The address to prove: a new one, or the one that is there. The password is asked for once more."""

    email: EmailText
    password: Password


class NewPhoneBody(Struct, forbid_unknown_fields=True):
    """The phone to prove: a new one, or the one that is there."""

    phone: PhoneText


class CodeBody(Struct, forbid_unknown_fields=True):
    code: Digits


class InvitationBody(Struct, forbid_unknown_fields=True):
    """Somebody to become a member of one's customer."""

    email: EmailText
    first_name: Name
    last_name: Name
    is_organizer: bool = False


class AcceptBody(Struct, forbid_unknown_fields=True):
    """`token` is the code of the letter."""

    token: Token


class InvitationAnswer(Struct):
    """An invitation that was neither accepted nor revoked; after `expires_at` it opens nothing."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    is_organizer: bool
    created_at: Instant
    expires_at: Instant


class InvitationsAnswer(Struct):
    """Newest first."""

    items: list[InvitationAnswer]


class MemberAnswer(Struct):
    """A user of one's customer, as an organiser sees them."""

    user_id: UUID
    email: str
    first_name: str
    last_name: str
    is_organizer: bool
    email_verified: bool
    is_active: bool


class MembersAnswer(Struct):
    """The oldest member first."""

    items: list[MemberAnswer]
