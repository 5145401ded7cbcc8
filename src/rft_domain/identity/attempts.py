"""How often a password may be guessed: a few times at once, then with a growing delay (product.md A4).

Attempts are counted before the password is looked at, and taken back when it was right: so many guesses at the same
moment get no further than one after the other. Guesses from a device that logged in before are counted apart from those
of strangers, who therefore cannot lock out an owner (OWASP, "Slow down online guessing attacks with device cookies").
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from ..shared.email import Email
from ..shared.ids import DeviceId, UserId
from ..shared.period import instant
from ..shared.phone import Phone

AT_ONCE = 5
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)


class Purpose(StrEnum):
    LOG_IN = "log_in"
    CHANGE_PASSWORD = "change_password"
    FORGOT_PASSWORD = "forgot_password"
    REGISTER = "register"
    INVITE = "invite"
    VERIFY = "verify"
    PORTAL_LINK = "portal_link"


def attempts_key(purpose: Purpose, email: Email, device_id: DeviceId | None = None) -> str:
    """Whose attempts: an address, known or not, from one device or from strangers. Tells nothing of the address."""
    return _key(purpose, email.identity, str(device_id or "strangers"))


def verification_key(whose: UserId | Email | Phone) -> str:
    """Whose codes: those that a user asks for, or those that go to an address or a phone, whoever asks."""
    if isinstance(whose, Email):
        return _key(Purpose.VERIFY, "email", whose.identity)
    return _key(Purpose.VERIFY, "phone", whose.e164) if isinstance(whose, Phone) else _key(Purpose.VERIFY, str(whose))


def _key(purpose: Purpose, *whose: str) -> str:
    return hashlib.sha256("\n".join((purpose.value, *whose)).encode()).hexdigest()


@frozen(kw_only=True)
class Attempts:
    """``count`` since the last success, the present one included."""

    key: str
    count: int = 0
    last_at: datetime = field(validator=instant)
    locked_until: datetime | None = field(default=None, validator=instant)

    def locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def one_more(self, now: datetime) -> "Attempts":
        """Itself while locked. The fifth in a row locks for 30 s, and each after it for twice as long, up to 1 h."""
        count = 1 if now - self.last_at > FORGOTTEN_AFTER else self.count + 1
        # also made where it is not used: who is locked must not be told by the time
        one_more = evolve(self, count=count, last_at=now, locked_until=_locked_until(count, now))
        return self if self.locked(now) else one_more

    def cleared(self, now: datetime) -> "Attempts":
        return evolve(self, count=0, last_at=now, locked_until=None)


def _locked_until(count: int, now: datetime) -> datetime | None:
    doublings: int = max(0, min(count - AT_ONCE, 20))
    delay: timedelta = FIRST_DELAY * 2**doublings
    until = now + min(delay, LONGEST_DELAY)
    return until if count >= AT_ONCE else None
