"""Customers kept beside the database for a while, cache-aside (product.md J6; docs/decisions/0026)."""

from .ports import KEPT_SECONDS, Lease, Outcome, ProfileCache
from .process import ProcessProfiles
from .store import CachingStore

__all__ = ["KEPT_SECONDS", "CachingStore", "Lease", "Outcome", "ProcessProfiles", "ProfileCache"]
