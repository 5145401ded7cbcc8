"""What an adapter claims beyond the core laws. Claims are declared, never detected."""

from enum import StrEnum


class Capability(StrEnum):
    THREADS = "threads"
    """Several threads may use the adapter at once."""
    OUTBOX = "outbox"
    """The outbox can be read: ``queue`` is given."""
    PROVOKE = "provoke"
    """A commit can be made to fail: ``provoke`` is given."""
    DUMP = "dump"
    """Everything that is stored can be written out: ``dump`` is given."""
