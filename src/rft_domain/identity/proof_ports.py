"""What proving an address or a phone, and becoming a member, ask of the store."""

from typing import Protocol

from attrs import frozen

from ..shared.email import Email
from ..shared.ids import CodeId, CustomerId, InvitationId, RegistrationId, UserId
from .invitation import Invitation
from .registration import Registration
from .user import User
from .verification import Channel, VerificationCode


class Registrations(Protocol):
    def get(self, registration_id: RegistrationId) -> Registration:
        """Raises :class:`NotFound`."""
        ...

    def by_token(self, token_hash: str) -> Registration | None: ...

    def add(self, registration: Registration) -> None: ...

    def save(self, registration: Registration) -> None:
        """Its token and ``used_at``. Committing raises :class:`StaleWrite` where it was used by then."""
        ...


class Invitations(Protocol):
    def get(self, invitation_id: InvitationId) -> Invitation:
        """Raises :class:`InvitationNotFound`."""
        ...

    def by_token(self, token_hash: str) -> Invitation | None: ...

    def of_customer(self, customer_id: CustomerId) -> tuple[Invitation, ...]:
        """Those that stand, newest first."""
        ...

    def add(self, invitation: Invitation) -> None:
        """Committing raises :class:`StaleWrite` where the customer's invitation of that address stands by then."""
        ...

    def save(self, invitation: Invitation) -> None:
        """Committing raises :class:`StaleWrite` where it was accepted or revoked by then."""
        ...


class Codes(Protocol):
    def get(self, code_id: CodeId) -> VerificationCode:
        """Raises :class:`NotFound`."""
        ...

    def hold_latest(self, user_id: UserId, channel: Channel) -> VerificationCode | None:
        """Nobody else counts a try of it until this unit of work ends."""
        ...

    def add(self, code: VerificationCode) -> None: ...

    def save(self, code: VerificationCode) -> None:
        """Its hash, tries and ``used_at``. Committing raises :class:`StaleWrite` where it was used by then."""
        ...


class Members(Protocol):
    def of(self, customer_id: CustomerId) -> tuple[User, ...]:
        """All users of the customer, the oldest member first."""
        ...

    def hold(self, customer_id: CustomerId) -> tuple[User, ...]:
        """As :meth:`of`, and nobody else changes any of them until this unit of work ends."""
        ...


@frozen(kw_only=True)
class InvitingCustomer:
    """What this slice needs to know of a customer. ``name`` is that of the company, else of the person."""

    customer_id: CustomerId
    email: Email
    name: str


class InvitingCustomers(Protocol):
    def get(self, customer_id: CustomerId) -> InvitingCustomer:
        """Raises :class:`NotFound`."""
        ...
