"""What the identity slice asks of its store."""

from typing import Protocol

from ..shared.email import Email
from ..shared.ids import Entropy, UserId
from ..shared.phone import Phone
from .user import User


class Users(Protocol):
    def get(self, user_id: UserId) -> User:
        """Raises :class:`UserNotFound`."""
        ...

    def by_email(self, email: Email) -> User | None: ...

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
    def entropy(self) -> Entropy: ...
