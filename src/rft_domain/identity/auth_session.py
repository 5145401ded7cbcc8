"""A log-in that holds: until it is idle for 30 minutes, 12 hours old, or revoked (product.md A4)."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from ..shared.ids import AuthSessionId, DeviceId, UserId
from ..shared.period import instant

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)


@frozen(kw_only=True)
class AuthSession:
    """``last_seen_at`` is right to the minute: writing it on each request would cost more than it tells."""

    id: AuthSessionId
    user_id: UserId
    token_hash: str = field(repr=False)
    created_at: datetime = field(validator=instant)
    last_seen_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    revoked_at: datetime | None = field(default=None, validator=instant)
    ip: str | None = field(default=None, repr=False)
    user_agent: str | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls,
        *,
        id: AuthSessionId,
        user_id: UserId,
        token_hash: str,
        now: datetime,
        ip: str | None = None,
        user_agent: str | None = None,
    ) -> "AuthSession":
        return cls(
            id=id,
            user_id=user_id,
            token_hash=token_hash,
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST,
            ip=ip,
            user_agent=user_agent,
        )

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < min(self.expires_at, self.last_seen_at + IDLE)

    def to_be_noted(self, now: datetime) -> bool:
        """Has it been a minute since it was last seen?"""
        return now - self.last_seen_at >= NOTED_EVERY

    def revoked(self, now: datetime) -> "AuthSession":
        """Itself where it was revoked before."""
        return self if self.revoked_at is not None else evolve(self, revoked_at=now)


@frozen(kw_only=True)
class Device:
    """A device from which the user logged in before: it holds a token that says so, and that opens nothing."""

    id: DeviceId
    user_id: UserId
    token_hash: str = field(repr=False)
    created_at: datetime = field(validator=instant)
