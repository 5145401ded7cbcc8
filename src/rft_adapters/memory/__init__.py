"""Everything in one process's memory: for tests, for demos, and to say what the PostgreSQL adapter must do."""

from .store import MemoryStore

__all__ = ["MemoryStore"]
