"""How often something may be tried, as one table (product.md H3), and the port that counts.

A limit counts in a moving window: of any ``seconds`` in a row, at most ``most`` tries are let through. What is refused
does not count.
"""

import hashlib
from enum import StrEnum
from math import ceil
from typing import Protocol

from attrs import field, frozen
from attrs.validators import ge

from ..shared.errors import Busy, TooMany


class Per(StrEnum):
    """Whose tries are counted together."""

    ADDRESS = "address"
    EMAIL = "e-mail"
    REFERENCE = "reference"
    EVERYBODY = "everybody"


@frozen(kw_only=True)
class Limit:
    """``source`` says where the numbers are from."""

    name: str
    per: Per
    most: int = field(validator=ge(1))
    seconds: int = field(validator=ge(1))
    source: str

    def key(self, who: str) -> str:
        """What a limiter stores instead of ``who``, which may be an address or an e-mail."""
        return hashlib.sha256(f"{self.name}\n{who}".encode("utf-8", "surrogatepass")).hexdigest()


@frozen(kw_only=True)
class Standing:
    """``left`` tries from now on. ``seconds`` until there is one more than now; 0 where all are left."""

    allowed: bool
    left: int
    seconds: float


class LimiterDown(Busy):
    """Nobody counts, so nobody is let through."""

    code = "limiter-down"
    message = "This cannot be allowed while nobody can count how often it is asked. Try again."


class Limiter(Protocol):
    """One count for all processes that share its store. Raises :class:`LimiterDown` where the store does not answer."""

    def take(self, limit: Limit, who: str) -> Standing:
        """Counts one try and lets it through, where there is room: the two are one step for rivals."""
        ...

    def look(self, limit: Limit, who: str) -> Standing:
        """As :meth:`take` would answer, counting nothing."""
        ...

    def forget(self) -> int:
        """Drops what no window reaches any more; how many there were."""
        ...


def demand(limiter: Limiter, limit: Limit, who: str) -> Standing:
    """As ``take``. Raises :class:`TooMany` where there is no room."""
    return _with_room(limit, limiter.take(limit, who))


def expect_room(limiter: Limiter, limit: Limit, who: str) -> Standing:
    """As ``look``. Raises :class:`TooMany` where there is no room."""
    return _with_room(limit, limiter.look(limit, who))


def _with_room(limit: Limit, standing: Standing) -> Standing:
    if standing.allowed:
        return standing
    wait = max(1, ceil(standing.seconds))
    raise TooMany(limit=limit.name, most=limit.most, seconds=limit.seconds, retry_after=wait)


_MINUTES, _HOUR = 60, 3600


def _limit(name: str, per: Per, most: int, seconds: int, source: str) -> Limit:
    return Limit(name=name, per=per, most=most, seconds=seconds, source=source)


_H3 = "product.md H3: the address, reference and e-mail of a look-up"
LOOKUP_BY_ADDRESS = _limit("lookup-address", Per.ADDRESS, 10, 15 * _MINUTES, _H3)
LOOKUP_BY_REFERENCE = _limit("lookup-reference", Per.REFERENCE, 5, _HOUR, _H3)
LOOKUP_BY_EMAIL = _limit("lookup-email", Per.EMAIL, 5, _HOUR, _H3)
LOOKUP_FAILURES = _limit(
    "lookup-failures",
    Per.EVERYBODY,
    1000,
    _HOUR,
    "far above what people mistype, far below what a search of 2^55 needs",
)
LOG_IN_BY_ADDRESS = _limit(
    "log-in-address", Per.ADDRESS, 50, 15 * _MINUTES, "an office behind one address; e-mails have the lock-out of A4"
)
LOG_IN_FAILURES = _limit(
    "log-in-failures", Per.EVERYBODY, 2000, _HOUR, "one guess at each of many people; known devices are not counted"
)
FORGOT_BY_ADDRESS = _limit(
    "forgot-address", Per.ADDRESS, 10, 15 * _MINUTES, "as a look-up; e-mails have the delays of A4"
)
RESET_BY_ADDRESS = _limit("reset-address", Per.ADDRESS, 10, 15 * _MINUTES, "as a look-up: who guesses codes")
REGISTER_BY_ADDRESS = _limit(
    "register-address", Per.ADDRESS, 20, _HOUR, "a class in one room; e-mails have the delays of A4"
)
VERIFY_BY_ADDRESS = _limit("verify-address", Per.ADDRESS, 30, _HOUR, "a class in one room; codes are tried five times")

LIMITS = (
    LOOKUP_BY_ADDRESS,
    LOOKUP_BY_REFERENCE,
    LOOKUP_BY_EMAIL,
    LOOKUP_FAILURES,
    LOG_IN_BY_ADDRESS,
    LOG_IN_FAILURES,
    FORGOT_BY_ADDRESS,
    RESET_BY_ADDRESS,
    REGISTER_BY_ADDRESS,
    VERIFY_BY_ADDRESS,
)

EVERYBODY = "everybody"
