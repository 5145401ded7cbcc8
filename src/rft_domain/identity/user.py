"""One human identity (product.md A1). A user may have no password: customers never need one."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from attrs import Attribute, evolve, field, fields, frozen
from attrs.validators import instance_of

from ..shared.changes import Record
from ..shared.email import Email
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import CustomerId, UserId
from ..shared.period import instant
from ..shared.phone import Phone
from ..shared.text import text
from .errors import UserIsErased
from .events import (
    EmailProven,
    MemberLeft,
    PasswordChanged,
    PhoneProven,
    RoleAssigned,
    UserChanged,
    UserDeactivated,
    UserLinked,
    UserReactivated,
    UserRegistered,
)


class Role(StrEnum):
    """Product.md A2. Any other word is refused wherever it enters."""

    CUSTOMER = "customer"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"
    SUPERUSER = "superuser"

    @classmethod
    def parse(cls, word: str) -> "Role":
        """Raises :class:`Invalid` at ``/role`` for any word that is not a role."""
        try:
            return cls(word)
        except ValueError:
            raise Invalid.at("/role", f"must be one of {', '.join(cls)}") from None

    @classmethod
    def imported(cls, word: str) -> "Role":
        """As :meth:`parse`, for old data, where a customer was called ``participant``."""
        return cls.CUSTOMER if word == "participant" else cls.parse(word)


STAFF_ROLES = frozenset({Role.ADMIN, Role.SUPERUSER})


class UserStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"


def _not_negative(instance: object, attribute: "Attribute[Any]", value: int) -> None:
    if value < 0:
        raise Invalid.at(f"/{attribute.name}", "must not be negative")


@frozen(kw_only=True)
class User:
    """``email`` is unique by identity, ``phone`` where set: both may one day open a log-in."""

    record: ClassVar[Record] = Record.of(
        "user",
        personal="email phone password_hash first_name last_name",
        plain="id role is_organizer email_verified phone_verified status customer_id last_login_at failed_login_count "
        "locked_until created_at updated_at created_by version erased_at",
    )

    id: UserId
    email: Email
    phone: Phone | None = None
    password_hash: str | None = field(default=None, repr=False)
    first_name: str = field(validator=text(at_most=100))
    last_name: str = field(validator=text(at_most=100))
    role: Role = field(default=Role.CUSTOMER, validator=instance_of(Role))
    is_organizer: bool = False
    email_verified: bool = False
    phone_verified: bool = False
    status: UserStatus = field(default=UserStatus.ACTIVE, validator=instance_of(UserStatus))
    customer_id: CustomerId | None = None
    last_login_at: datetime | None = field(default=None, validator=instant)
    failed_login_count: int = field(default=0, validator=_not_negative)
    locked_until: datetime | None = field(default=None, validator=instant)
    created_at: datetime = field(validator=instant)
    updated_at: datetime = field(validator=instant)
    created_by: UserId | None = None
    version: int = 1
    erased_at: datetime | None = field(default=None, validator=instant)
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @property
    def is_active(self) -> bool:
        return self.status is UserStatus.ACTIVE

    @classmethod
    def register(
        cls,
        *,
        id: UserId,
        email: Email,
        first_name: str,
        last_name: str,
        now: datetime,
        phone: Phone | None = None,
        role: Role = Role.CUSTOMER,
        customer_id: CustomerId | None = None,
        created_by: UserId | None = None,
    ) -> "User":
        """A new user, without a password and with nothing verified."""
        return cls(
            id=id,
            email=email,
            phone=phone,
            first_name=first_name,
            last_name=last_name,
            role=role,
            customer_id=customer_id,
            created_at=now,
            updated_at=now,
            created_by=created_by,
            events=(UserRegistered(at=now, user_id=id),),
        )

    def linked_to(self, customer_id: CustomerId, now: datetime) -> "User":
        """The same user always maps to the same customer (product.md B7): a link is never replaced here."""
        if self.customer_id is not None:
            return self
        event = UserLinked(at=now, user_id=self.id, customer_id=customer_id)
        return self._next(event, now, customer_id=customer_id)

    def in_role(self, role: Role, now: datetime) -> "User":
        if role is self.role:
            return self
        return self._next(RoleAssigned(at=now, user_id=self.id, role=role.value), now, role=role)

    def with_details(self, details: "UserDetails", now: datetime) -> "User":
        """Itself where nothing differs. A new phone is not verified. Raises :class:`UserIsErased`."""
        new = {name: getattr(details, name) for name in _DETAILS}
        changed = tuple(name for name, value in new.items() if value != getattr(self, name))
        if not changed:
            return self
        self._must_be_there()
        if "phone" in changed:
            new["phone_verified"] = False
        return self._next(UserChanged(at=now, user_id=self.id, fields=changed), now, **new)

    def deactivated(self, now: datetime) -> "User":
        """Soft delete (product.md A3). Itself where the user is inactive."""
        if self.status is UserStatus.INACTIVE:
            return self
        return self._next(UserDeactivated(at=now, user_id=self.id), now, status=UserStatus.INACTIVE)

    def reactivated(self, now: datetime) -> "User":
        """Active again, whether inactive or suspended before. Itself where the user is active.

        Raises :class:`UserIsErased`.
        """
        if self.is_active:
            return self
        self._must_be_there()
        return self._next(UserReactivated(at=now, user_id=self.id), now, status=UserStatus.ACTIVE)

    def with_password(self, password_hash: str, now: datetime, *, by_mail: bool = False) -> "User":
        """``by_mail``: the new password came by a token mailed to the address, which proves it."""
        event = PasswordChanged(at=now, user_id=self.id)
        if not by_mail:
            return self._next(event, now, password_hash=password_hash)
        proven = {"email_verified": True, "failed_login_count": 0, "locked_until": None}
        return self._next(event, now, EmailProven(at=now, user_id=self.id), password_hash=password_hash, **proven)

    def with_proven_email(self, email: Email, now: datetime) -> "User":
        """``email`` is this user's: the one they had, or a new one."""
        return self._next(EmailProven(at=now, user_id=self.id), now, email=email, email_verified=True)

    def with_proven_phone(self, phone: Phone, now: datetime) -> "User":
        return self._next(PhoneProven(at=now, user_id=self.id), now, phone=phone, phone_verified=True)

    def invited_to(self, customer_id: CustomerId, *, as_organizer: bool, now: datetime) -> "User":
        """By an invitation that came by mail, which proves the address. A link that is there is never replaced."""
        proven = EmailProven(at=now, user_id=self.id)
        if self.customer_id is not None:
            is_organizer = self.is_organizer or as_organizer
            return self._next(proven, now, is_organizer=is_organizer, email_verified=True)
        linked = UserLinked(at=now, user_id=self.id, customer_id=customer_id)
        changes: Any = {"customer_id": customer_id, "is_organizer": as_organizer, "email_verified": True}
        return self._next(linked, now, proven, **changes)

    def left(self, customer_id: CustomerId, now: datetime) -> "User":
        """No member of the customer any more, and organiser of nothing."""
        event = MemberLeft(at=now, user_id=self.id, customer_id=customer_id)
        return self._next(event, now, customer_id=None, is_organizer=False)

    def with_password_rehashed(self, password_hash: str, now: datetime) -> "User":
        """The same password, hashed at the cost of today: news to nobody."""
        return evolve(self, password_hash=password_hash, updated_at=now, version=self.version + 1, events=())

    def _must_be_there(self) -> None:
        if self.erased_at is not None:
            raise UserIsErased()

    def _next(self, event: Event, now: datetime, *also: Event, **changes: Any) -> "User":
        return evolve(self, **changes, updated_at=now, version=self.version + 1, events=(event, *also))


@frozen(kw_only=True)
class UserDetails:
    """All of a user that is changed by hand. The e-mail address is not: it opens log-in and history."""

    first_name: str = field(validator=text(at_least=1, at_most=100))
    last_name: str = field(validator=text(at_least=1, at_most=100))
    phone: Phone | None = None
    is_organizer: bool = False


_DETAILS = tuple(attribute.name for attribute in fields(UserDetails))


NOBODY = User(
    id=UserId(UUID(int=0)),
    email=Email("nobody@invalid", "nobody@invalid"),
    first_name="Nobody",
    last_name="Nobody",
    created_at=datetime(2000, 1, 1, tzinfo=UTC),
    updated_at=datetime(2000, 1, 1, tzinfo=UTC),
)
"""Stands in where an address is no user's and nobody may notice."""
