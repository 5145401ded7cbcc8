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
    receipts,
    rosters,
    seals,
)
from .legacy import tables as legacy
from .metadata import METADATA

MODULES = (
    activity,
    bookings,
    catalogue,
    customers,
    discounts,
    figures,
    identity,
    legacy,
    limiter,
    log_in,
    outbox,
    receipts,
    rosters,
    seals,
)

__all__ = ["METADATA", "MODULES"]
