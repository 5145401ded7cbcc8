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


class PasswordHasher(Protocol):
    """Slow on purpose. Raises :class:`Busy` where too many wait already."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one. Without a hash it is not, after the same work."""
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
    def outbox(self) -> Outbox: ...
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...
