"""News of users."""

from datetime import datetime

from attrs import frozen

from ..shared.email import Email
from ..shared.ids import BookingId, CodeId, CustomerId, InvitationId, PortalLinkId, RegistrationId, UserId


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


@frozen(kw_only=True)
class PortalOpened:
    """Somebody without a log-in gave the reference of the booking and an address that goes with it."""

    at: datetime
    customer_id: CustomerId
    booking_id: BookingId


@frozen(kw_only=True)
class PortalLinkAsked:
    """``link_id`` is ``None`` where too many were asked for."""

    at: datetime
    link_id: PortalLinkId | None


@frozen(kw_only=True)
class WayInAsked:
    """Both are ``None`` where the pair opens nothing: what follows costs the same."""

    at: datetime
    customer_id: CustomerId | None
    booking_id: BookingId | None


@frozen(kw_only=True)
class PortalProven:
    """A guest has shown that they read the mail of the customer."""

    at: datetime
    customer_id: CustomerId


@frozen(kw_only=True)
class NewEmailProven:
    """Somebody who may change the customer's address has shown that they read the mail of the new one."""

    at: datetime
    customer_id: CustomerId
    email: Email


@frozen(kw_only=True)
class EmailReplaced:
    """Of a customer, by a link, or of a user, by a code: the address that it was until now is told so."""

    at: datetime
    link_id: PortalLinkId | None = None
    code_id: CodeId | None = None
