"""Every table of the house, whichever module it lives in."""

from . import (
    activity,
    bookings,
    catalogue,
    consents,
    customers,
    discounts,
    figures,
    identity,
    limiter,
    log_in,
    outbox,
    proofs,
    receipts,
    rosters,
    seals,
)
from .metadata import METADATA

MODULES = (
    activity,
    bookings,
    catalogue,
    consents,
    customers,
    discounts,
    figures,
    identity,
    limiter,
    log_in,
    outbox,
    proofs,
    receipts,
    rosters,
    seals,
)

__all__ = ["METADATA", "MODULES"]
