"""Every table of the house, whichever module it lives in."""

from . import (
    activity,
    bookings,
    catalogue,
    customers,
    discounts,
    figures,
    identity,
    limiter,
    log_in,
    outbox,
    portal,
    receipts,
    rosters,
    seals,
)
from .metadata import METADATA

MODULES = (
    activity,
    bookings,
    catalogue,
    customers,
    discounts,
    figures,
    identity,
    limiter,
    log_in,
    outbox,
    portal,
    receipts,
    rosters,
    seals,
)

__all__ = ["METADATA", "MODULES"]
