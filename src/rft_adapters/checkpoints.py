"""Checkpoints of the audit trail in a file that is only added to: one line of JSON each.

The folder is the second place: give it to another account, another disk or another machine than the database's.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from attrs import field, frozen

from rft_domain.activity.checkpoints import Checkpoint, Checkpoints

from .journal import add_line, held

NAME = "audit-checkpoints.jsonl"
_LONGEST_LINE = 4_096


@frozen
class FileCheckpoints:
    """In ``folder``, made when missing. Several processes may add: a lock keeps them in order."""

    folder: Path = field(converter=Path)

    @property
    def path(self) -> Path:
        return self.folder / NAME

    def newest(self) -> Checkpoint | None:
        """Raises ``OSError`` where the file cannot be read."""
        try:
            with self.path.open("rb") as file:
                return _newest(file.fileno())
        except FileNotFoundError:
            return None

    def add(self, checkpoint: Checkpoint) -> None:
        """On the disk when this returns. Raises ``OSError``."""
        with held(self.path) as file:
            newest = _newest(file)
            if newest is None or newest.count < checkpoint.count:
                add_line(file, _line(checkpoint))

    def all(self) -> Iterator[Checkpoint]:
        """Raises ``OSError`` where the file cannot be read."""
        try:
            end = self.path.stat().st_size
        except FileNotFoundError:
            return iter(())
        return self._until(end)

    def _until(self, end: int) -> Iterator[Checkpoint]:
        with self.path.open("rb") as file:
            while file.tell() < end:
                checkpoint = _read(file.readline())
                if checkpoint is not None:
                    yield checkpoint


def _line(checkpoint: Checkpoint) -> bytes:
    told = {
        "count": checkpoint.count,
        "head": checkpoint.head.hex(),
        "at": checkpoint.at.isoformat(),
        "key_id": checkpoint.key_id,
        "signature": checkpoint.signature.hex(),
    }
    return json.dumps(told).encode()


def _read(line: bytes) -> Checkpoint | None:
    """``None`` for what is no checkpoint: a damaged line counts as a missing one."""
    try:
        told = json.loads(line)
        return Checkpoint(
            count=int(told["count"]),
            head=bytes.fromhex(told["head"]),
            at=datetime.fromisoformat(told["at"]).astimezone(UTC),
            key_id=str(told["key_id"]),
            signature=bytes.fromhex(told["signature"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _newest(file: int) -> Checkpoint | None:
    end = os.fstat(file).st_size
    tail = os.pread(file, _LONGEST_LINE, max(0, end - _LONGEST_LINE))
    return next(filter(None, map(_read, reversed(tail.splitlines()))), None)


def _conforms(checkpoints: FileCheckpoints) -> Checkpoints:
    return checkpoints
