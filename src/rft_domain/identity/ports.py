"""What the identity slice asks of its store."""

from datetime import datetime
from typing import Protocol

from ..shared.email import Email
from ..shared.events import Event
from ..shared.ids import AuthSessionId, Entropy, UserId
from ..shared.outbox import Outbox
from ..shared.phone import Phone
from .attempts import Attempts
from .auth_session import AuthSession, Device
from .password_reset import PasswordReset
from .proof_ports import Codes, Invitations, InvitingCustomers, Members, Registrations
from .second_factor import SecondFactor
from .user import User


class Users(Protocol):
    def get(self, user_id: UserId) -> User:
        """Raises :class:`UserNotFound`."""
        ...

    def by_email(self, email: Email) -> User | None: ...

    def by_email_or_nobody(self, email: Email) -> User:
        """To look at only. :data:`NOBODY`, at the same price, where no user has the address."""
        ...

    def by_phone(self, phone: Phone) -> User | None: ...

    def add(self, user: User) -> None:
        """Committing raises :class:`EmailTaken` or :class:`PhoneTaken` where another user has either."""
        ...

    def add_unless_known(self, user: User) -> None:
        """Committing raises :class:`StaleWrite` where the address is known by then: look again."""
        ...

    def save(self, user: User) -> None:
        """Committing raises :class:`StaleWrite` where the user is no longer at the version that was read."""
        ...


class LogIns(Protocol):
    """Attempts to log in, and the marks that a log-in leaves on the user."""

    def hold(self, key: str, now: datetime) -> Attempts:
        """So far, and nobody else counts on until this unit of work ends. A key not seen before has none."""
        ...

    def save(self, attempts: Attempts) -> None: ...

    def mark(self, user_id: UserId, attempts: Attempts | None, logged_in_at: datetime | None) -> None:
        """What is given, on the user, if there is such a user; its version stays."""
        ...


class AuthSessions(Protocol):
    def by_token(self, token_hash: str) -> tuple[AuthSession, User] | None:
        """In one read, whether it is still open or not."""
        ...

    def of_user(self, user_id: UserId) -> tuple[AuthSession, ...]:
        """Those neither revoked nor past their 12 hours when read, newest first."""
        ...

    def get(self, session_id: AuthSessionId) -> AuthSession:
        """Raises :class:`AuthSessionNotFound`."""
        ...

    def add(self, session: AuthSession) -> None: ...

    def revoke(self, session: AuthSession) -> None:
        """Write its ``revoked_at``, which nothing undoes."""
        ...


class Devices(Protocol):
    def by_token(self, token_hash: str) -> Device | None: ...

    def add(self, device: Device) -> None: ...


class Resets(Protocol):
    def by_token(self, token_hash: str) -> PasswordReset | None: ...

    def add(self, reset: PasswordReset) -> None: ...

    def use(self, reset: PasswordReset) -> None:
        """Write its ``used_at``. Committing raises :class:`StaleWrite` where it was used by then."""
        ...


class SecondFactors(Protocol):
    def of_user(self, user_id: UserId) -> SecondFactor | None:
        """On, begun or off; ``None`` for who never had one."""
        ...

    def add(self, factor: SecondFactor) -> None:
        """Committing raises :class:`StaleWrite` where the user has one by then."""
        ...

    def save(self, factor: SecondFactor) -> None:
        """Committing raises :class:`StaleWrite` where it is no longer at the version that was read."""
        ...


class Authenticator(Protocol):
    """Secrets of second factors, and the codes made from them. None of it is in a unit of work: nothing is stored."""

    def new_secret(self, user_id: UserId) -> tuple[str, str]:
        """A secret in base32, and the same sealed: to be opened for this user only."""
        ...

    def uri(self, secret: str, address: str) -> str:
        """``otpauth://totp/…``, which an authenticator reads as a QR code."""
        ...

    def step_of(self, code: str, sealed: str | None, user_id: UserId | None, now: datetime) -> int | None:
        """The time step that ``code`` is for: this one, the one before or the one after.

        ``None`` for any other code, and, after the same work, where there is no secret.
        """
        ...


class PasswordHasher(Protocol):
    """Slow on purpose. Raises :class:`Busy` where too many wait already."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one. Without a hash it is not, after the same work."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made at another cost than hashes are made now."""
        ...


class Superusers(Protocol):
    def hold(self) -> frozenset[UserId]:
        """The active superusers, none of whom can be changed by others until this unit of work ends."""
        ...


class IdentityUnitOfWork(Protocol):
    @property
    def users(self) -> Users: ...
    @property
    def superusers(self) -> Superusers: ...
    @property
    def log_ins(self) -> LogIns: ...
    @property
    def auth_sessions(self) -> AuthSessions: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def resets(self) -> Resets: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def members(self) -> Members: ...
    @property
    def inviting_customers(self) -> InvitingCustomers: ...
    @property
    def second_factors(self) -> SecondFactors: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...
