"""The ledger of erasures in a file that is only added to: one line of JSON each.

Keep it where no restored backup of the database overwrites it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from attrs import field, frozen

from rft_domain.privacy.erasure import Kind
from rft_domain.privacy.ledger import Entry, Ledger

from .journal import add_line, held


@frozen
class FileLedger:
    """At ``path``, made when missing. Several processes may add."""

    path: Path = field(converter=Path)

    def add(self, entry: Entry) -> None:
        """On the disk when this returns. Raises ``OSError``."""
        with held(self.path) as file:
            add_line(file, _line(entry))

    def entries(self) -> Iterable[Entry]:
        """Raises ``OSError`` where the file cannot be read."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        return tuple(_read_all(lines))


@frozen
class ListLedger:
    """For a store that nothing can be restored to: gone with the process, as the store is."""

    kept: list[Entry] = field(factory=list)

    def add(self, entry: Entry) -> None:
        self.kept.append(entry)

    def entries(self) -> Iterable[Entry]:
        return tuple(self.kept)


def _line(entry: Entry) -> bytes:
    told = {
        "kind": entry.kind.value,
        "subject_id": str(entry.subject_id),
        "at": entry.at.isoformat(),
        "withdrawn": entry.withdrawn,
    }
    return json.dumps(told).encode()


def _read_all(lines: Iterable[bytes]) -> Iterator[Entry]:
    """A damaged line counts as a missing one."""
    for line in lines:
        try:
            told = json.loads(line)
            yield Entry(
                kind=Kind(told["kind"]),
                subject_id=UUID(told["subject_id"]),
                at=datetime.fromisoformat(told["at"]).astimezone(UTC),
                withdrawn=bool(told["withdrawn"]),
            )
        except (ValueError, KeyError, TypeError):
            continue


def _conforms(file: FileLedger, kept: ListLedger) -> tuple[Ledger, Ledger]:
    return file, kept
