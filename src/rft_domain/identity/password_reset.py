"""A mailed, single-use way to a new password."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from ..shared.ids import ResetId, UserId
from ..shared.period import instant

VALID_FOR = timedelta(minutes=30)


@frozen(kw_only=True)
class PasswordReset:
    """``used_at``: used, or replaced by a later one."""

    id: ResetId
    user_id: UserId
    token_hash: str = field(repr=False)
    created_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    used_at: datetime | None = field(default=None, validator=instant)

    @classmethod
    def open(cls, *, id: ResetId, user_id: UserId, token_hash: str, now: datetime) -> "PasswordReset":
        return cls(id=id, user_id=user_id, token_hash=token_hash, created_at=now, expires_at=now + VALID_FOR)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at

    def used(self, now: datetime) -> "PasswordReset":
        return evolve(self, used_at=now)
