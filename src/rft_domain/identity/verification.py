"""Six digits that prove that an address or a phone is the user's (product.md A7; NIST SP 800-63B-4, 3.1.3.2).

A new address or phone becomes the user's only with the proof: until then the old one stays, and nobody's bookings or
letters move to an address that was only typed in.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from ..shared.email import Email
from ..shared.ids import CodeId, Entropy, UserId
from ..shared.period import instant
from ..shared.phone import Phone

VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
_DIGITS = 6


class Channel(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


def new_code(entropy: Entropy) -> str:
    """Six digits; of 64 bits, so that none is likelier than another by more than one part in 10^13."""
    return f"{entropy.bits(64) % 10**_DIGITS:0{_DIGITS}d}"


@frozen(kw_only=True)
class VerificationCode:
    """``code_hash`` is slow to make: six digits would be found at once behind a fast one.

    ``tries`` are counted before the code is looked at. Of one user and channel only the latest code is good.
    """

    id: CodeId
    user_id: UserId
    channel: Channel
    target: Email | Phone = field(repr=False)
    code_hash: str | None = field(default=None, repr=False)
    tries: int = 0
    created_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    used_at: datetime | None = field(default=None, validator=instant)
    replaced: Email | None = field(default=None, repr=False)

    @classmethod
    def open(cls, *, id: CodeId, user_id: UserId, target: Email | Phone, now: datetime) -> "VerificationCode":
        channel = Channel.EMAIL if isinstance(target, Email) else Channel.PHONE
        return cls(id=id, user_id=user_id, channel=channel, target=target, created_at=now, expires_at=now + VALID_FOR)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at

    def may_be_tried(self, now: datetime) -> bool:
        return self.is_open(now) and self.tries < MOST_TRIES

    def issued(self, code_hash: str) -> "VerificationCode":
        """A second letter does not give back the tries."""
        return evolve(self, code_hash=code_hash)

    def tried(self) -> "VerificationCode":
        return evolve(self, tries=self.tries + 1)

    def used(self, now: datetime, *, replaced: Email | None = None) -> "VerificationCode":
        """``replaced`` is the address that a new one takes the place of: it is written to once more."""
        return evolve(self, used_at=now, replaced=replaced)
