"""What the look-up of a booking asks of the limits, before and after (product.md H3)."""

from enum import Enum

from rft_domain.access.limits import (
    EVERYBODY,
    LOOKUP_BY_ADDRESS,
    LOOKUP_BY_EMAIL,
    LOOKUP_BY_REFERENCE,
    LOOKUP_FAILURES,
    Limiter,
)


class LookupStanding(Enum):
    """``OVER`` is answered as an unknown pair is. ``CAPPED`` is answered "we have mailed you a link", to everybody."""

    OPEN = "open"
    OVER = "over"
    CAPPED = "capped"


def lookup_standing(limiter: Limiter, *, address: str, reference: str, email: str) -> LookupStanding:
    """Counts one look-up: first of the address, so that nobody uses up the quota of other people's references from one.

    ``reference`` and ``email`` are in their normal forms; what is none stands for itself. Ask before the pair is looked
    for. Raises :class:`LimiterDown`.
    """
    quotas = ((LOOKUP_BY_ADDRESS, address), (LOOKUP_BY_REFERENCE, reference), (LOOKUP_BY_EMAIL, email))
    if not all(limiter.take(limit, who).allowed for limit, who in quotas):
        return LookupStanding.OVER
    return lookup_cap(limiter)


def lookup_cap(limiter: Limiter) -> LookupStanding:
    """``OPEN`` or ``CAPPED``. Ask once more before a pair that was found is told: others failed meanwhile."""
    return LookupStanding.OPEN if limiter.look(LOOKUP_FAILURES, EVERYBODY).allowed else LookupStanding.CAPPED


def lookup_failed(limiter: Limiter) -> None:
    """Counts a pair that was not found. Tell it before the answer leaves."""
    limiter.take(LOOKUP_FAILURES, EVERYBODY)
