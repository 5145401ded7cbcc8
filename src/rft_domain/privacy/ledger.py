"""What is remembered of erasures beyond the database: whom a restored backup brings back is erased again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from ..shared.period import instant
from .erasure import Kind


@frozen(kw_only=True)
class Entry:
    """Written before the erasure itself. ``withdrawn``: it was refused, and what was written before does not count."""

    kind: Kind
    subject_id: UUID
    at: datetime = field(validator=instant)
    withdrawn: bool = False


class Ledger(Protocol):
    """Only ever added to, and kept apart from the database and its backups. Ids and instants, nothing of a person."""

    def add(self, entry: Entry) -> None:
        """It is safe when this returns. Raises ``OSError``."""
        ...

    def entries(self) -> Iterable[Entry]:
        """Oldest first. Raises ``OSError``."""
        ...


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The newest entry of each, without those that were withdrawn."""
    newest = {(entry.kind, entry.subject_id): entry for entry in entries}
    return tuple(entry for entry in newest.values() if not entry.withdrawn)
