"""Every table of the house, whichever module it lives in."""

from . import (
    activity,
    bookings,
    catalogue,
    consents,
    customers,
    discounts,
    duplicates,
    figures,
    identity,
    key_ring,
    limiter,
    log_in,
    merges,
    notes,
    outbox,
    portal,
    proofs,
    receipts,
    rosters,
    seals,
    second_factors,
    segments,
    sensitive,
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
    duplicates,
    figures,
    identity,
    key_ring,
    legacy,
    limiter,
    log_in,
    merges,
    notes,
    outbox,
    proofs,
    portal,
    receipts,
    rosters,
    seals,
    second_factors,
    sensitive,
    segments,
)

__all__ = ["METADATA", "MODULES"]
