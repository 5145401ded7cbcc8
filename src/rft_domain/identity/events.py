"""News of users."""

from datetime import datetime

from attrs import frozen

from ..shared.ids import CodeId, CustomerId, InvitationId, RegistrationId, UserId


@frozen(kw_only=True)
class UserRegistered:
    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class UserLinked:
    """The user is now a member of the customer."""

    at: datetime
    user_id: UserId
    customer_id: CustomerId


@frozen(kw_only=True)
class RoleAssigned:
    at: datetime
    user_id: UserId
    role: str


@frozen(kw_only=True)
class UserChanged:
    """``fields`` are names, never values."""

    at: datetime
    user_id: UserId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class UserDeactivated:
    """The row and its history stay (product.md A3)."""

    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class UserReactivated:
    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class LoggedIn:
    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class PasswordChanged:
    """By its owner, or by way of a mailed token."""

    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class ResetAsked:
    """``user_id`` is ``None`` where nobody active has the address: what follows costs the same."""

    at: datetime
    user_id: UserId | None


@frozen(kw_only=True)
class RegistrationAsked:
    at: datetime
    registration_id: RegistrationId


@frozen(kw_only=True)
class CodeAsked:
    at: datetime
    code_id: CodeId


@frozen(kw_only=True)
class EmailProven:
    """The user has shown that the address is theirs: its history is theirs, too (product.md A5)."""

    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class PhoneProven:
    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class MemberInvited:
    """For the first time, or once more."""

    at: datetime
    customer_id: CustomerId
    invitation_id: InvitationId


@frozen(kw_only=True)
class InvitationRevoked:
    at: datetime
    customer_id: CustomerId
    invitation_id: InvitationId


@frozen(kw_only=True)
class MemberLeft:
    """The user acts for the customer no more."""

    at: datetime
    user_id: UserId
    customer_id: CustomerId


@frozen(kw_only=True)
class SecondFactorTurnedOn:
    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class SecondFactorTurnedOff:
    """By its owner, or by the office for somebody who has lost it."""

    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class RecoveryCodesRenewed:
    """The old ones count no more."""

    at: datetime
    user_id: UserId


@frozen(kw_only=True)
class RecoveryCodeUsed:
    at: datetime
    user_id: UserId
