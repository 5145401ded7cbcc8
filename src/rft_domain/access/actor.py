"""Who is asking."""

from enum import StrEnum

from attrs import frozen

from ..shared.ids import AuthSessionId, CustomerId, UserId


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    CUSTOMER = "customer"
    ORGANISER = "organiser"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"
    SUPERUSER = "superuser"
    SYSTEM = "system"


@frozen(kw_only=True)
class Actor:
    """``customer_id`` is the customer a member acts for; staff have none. ``session_id``: the log-in that is used."""

    kind: ActorKind
    user_id: UserId | None = None
    customer_id: CustomerId | None = None
    session_id: AuthSessionId | None = None

    @property
    def name(self) -> str:
        return self.kind.value

    @property
    def scope(self) -> str:
        """Keeps one caller's idempotency keys apart from another's."""
        return f"{self.kind.value}:{self.user_id or ''}"


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
SYSTEM = Actor(kind=ActorKind.SYSTEM)
ADMIN = Actor(kind=ActorKind.ADMIN)
