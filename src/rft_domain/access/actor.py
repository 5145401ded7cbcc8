"""Who is asking."""

from enum import StrEnum
from uuid import UUID

from attrs import frozen

from ..shared.ids import AuthSessionId, BookingId, CustomerId, PortalSessionId, UserId


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    PORTAL_GUEST = "portal_guest"
    PROVEN_GUEST = "proven_guest"
    CUSTOMER = "customer"
    ORGANISER = "organiser"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"
    SUPERUSER = "superuser"
    SYSTEM = "system"


@frozen(kw_only=True)
class Actor:
    """``customer_id`` is the customer a member or a guest acts for; staff have none. ``session_id``: the log-in that is
    used. A guest has no user: ``booking_id`` is the booking whose reference they gave, ``portal_session_id`` what it
    opened. A proven guest has used a mailed link as well, a short while ago.
    """

    kind: ActorKind
    user_id: UserId | None = None
    customer_id: CustomerId | None = None
    session_id: AuthSessionId | None = None
    booking_id: BookingId | None = None
    portal_session_id: PortalSessionId | None = None

    @property
    def name(self) -> str:
        return self.kind.value

    @property
    def scope(self) -> str:
        """Keeps one caller's idempotency keys apart from another's."""
        return f"{self.kind.value}:{self.acting_id or ''}"

    @property
    def acting_id(self) -> UUID | None:
        """Whom the audit names: the user, or the session of a guest."""
        return self.user_id or self.portal_session_id


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
SYSTEM = Actor(kind=ActorKind.SYSTEM)
ADMIN = Actor(kind=ActorKind.ADMIN)
