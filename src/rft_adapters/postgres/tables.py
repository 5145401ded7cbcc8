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
    notes,
    outbox,
    portal,
    proofs,
    receipts,
    rosters,
    seals,
    second_factors,
)
from .legacy import tables as legacy
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
    legacy,
    limiter,
    log_in,
    notes,
    outbox,
    proofs,
    portal,
    receipts,
    rosters,
    seals,
    second_factors,
)

__all__ = ["METADATA", "MODULES"]
