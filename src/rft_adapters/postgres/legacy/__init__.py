"""The old system's bookings: brought in by batches, in statements about many rows at once.

An operation of this store alone: what it promises (a killed run goes on, a batch is taken back) is about tables.
"""

from .importing import Import, ImportOptions
from .linking import backfill_customers
from .staged import Staged

__all__ = ["Import", "ImportOptions", "Staged", "backfill_customers"]
