"""The old system's bookings: brought in by batches, in statements about many rows at once.

An operation of this store alone: what it promises (a killed run goes on, a batch is taken back) is about tables.
"""

from .importing import Import, ImportOptions
from .linking import backfill_customers
from .quarantine import Quarantined, quarantined
from .reverting import BatchChangedSince, BatchNotFound, revert
from .rights import OwnerNeeded, OwnerUnableToServe
from .staged import Staged

__all__ = [
    "BatchChangedSince",
    "BatchNotFound",
    "Import",
    "ImportOptions",
    "OwnerNeeded",
    "OwnerUnableToServe",
    "Quarantined",
    "Staged",
    "backfill_customers",
    "quarantined",
    "revert",
]
