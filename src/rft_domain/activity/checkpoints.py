"""Checkpoints: how long the chain was, what its newest seal was, and when; signed, and kept in a second place.

Whoever can write to the database can cut the end of the chain off, or go back to an older copy of it. The second place
is how that shows.
"""

import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from attrs import evolve, field, frozen

from ..shared.period import instant
from .seals import Keys, Seal


@frozen(kw_only=True)
class Checkpoint:
    """``count`` rows were sealed, and ``head`` was the seal of the last one."""

    count: int
    head: bytes
    at: datetime = field(validator=instant)
    key_id: str
    signature: bytes = b""


class Checkpoints(Protocol):
    """The second place. It is only ever added to, and each checkpoint counts more rows than the one before."""

    def newest(self) -> Checkpoint | None: ...

    def add(self, checkpoint: Checkpoint) -> None:
        """Nothing, where the newest counts as many already: a rival has signed."""
        ...

    def all(self) -> Iterator[Checkpoint]:
        """Those that are there when this is called, oldest first."""
        ...


def checkpoint_of(head: Seal, at: datetime, keys: Keys) -> Checkpoint:
    bare = Checkpoint(count=head.seq, head=head.value, at=at, key_id=keys.current)
    return evolve(bare, signature=_signature(bare, keys) or b"")


def is_genuine(checkpoint: Checkpoint, keys: Keys) -> bool:
    signature = _signature(checkpoint, keys)
    return signature is not None and hmac.compare_digest(signature, checkpoint.signature)


def _signature(checkpoint: Checkpoint, keys: Keys) -> bytes | None:
    told = [checkpoint.count, checkpoint.head.hex(), checkpoint.at.isoformat(), checkpoint.key_id]
    return keys.mac(checkpoint.key_id, b"rft-checkpoint-1\n" + json.dumps(told).encode())
