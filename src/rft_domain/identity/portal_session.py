"""What a reference and an address open for those without a log-in: one customer, for half an hour (product.md H3)."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from ..access.actor import Actor, ActorKind
from ..shared.ids import BookingId, CustomerId, PortalSessionId
from ..shared.period import instant

VALID_FOR, PROVEN_FOR = timedelta(minutes=30), timedelta(minutes=15)


@frozen(kw_only=True)
class PortalSession:
    """``booking_id`` is the booking whose reference was given. ``proven_until``: a mailed link was used, which opens
    sensitive things until then. Nothing makes ``expires_at`` later.
    """

    id: PortalSessionId
    customer_id: CustomerId
    booking_id: BookingId
    token_hash: str = field(repr=False)
    created_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    proven_until: datetime | None = field(default=None, validator=instant)
    revoked_at: datetime | None = field(default=None, validator=instant)

    @classmethod
    def open(
        cls, *, id: PortalSessionId, customer_id: CustomerId, booking_id: BookingId, token_hash: str, now: datetime
    ) -> "PortalSession":
        return cls(
            id=id,
            customer_id=customer_id,
            booking_id=booking_id,
            token_hash=token_hash,
            created_at=now,
            expires_at=now + VALID_FOR,
        )

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def is_proven(self, now: datetime) -> bool:
        return self.is_open(now) and self.proven_until is not None and now < self.proven_until

    def proven(self, now: datetime) -> "PortalSession":
        return evolve(self, proven_until=min(now + PROVEN_FOR, self.expires_at))

    def revoked(self, now: datetime) -> "PortalSession":
        """Itself where it was revoked before."""
        return self if self.revoked_at is not None else evolve(self, revoked_at=now)

    def scope(self, now: datetime) -> str:
        """What it opens, in words with spaces between (RFC 6749, 3.3)."""
        return "bookings profile sensitive" if self.is_proven(now) else "bookings profile"

    def guest(self, now: datetime) -> Actor:
        """Who holds the token of this session, which is open."""
        return Actor(
            kind=ActorKind.PROVEN_GUEST if self.is_proven(now) else ActorKind.PORTAL_GUEST,
            customer_id=self.customer_id,
            booking_id=self.booking_id,
            portal_session_id=self.id,
        )
