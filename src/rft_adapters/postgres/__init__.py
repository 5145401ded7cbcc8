"""The store on PostgreSQL: tables and rows, units of work that write once, the outbox queue and the migrations."""

from .errors import StoreFault
from .schema import MigrationStatus, downgrade, status, upgrade
from .settings import StoreSettings
from .store import Store, open_store
from .unit_of_work import PostgresUnitOfWork

__all__ = [
    "MigrationStatus",
    "PostgresUnitOfWork",
    "Store",
    "StoreFault",
    "StoreSettings",
    "downgrade",
    "open_store",
    "status",
    "upgrade",
]
