"""Is the audit trail what it was? Recomputes every seal, and compares with every checkpoint (product.md H5).

Reads the chain once, from its start, and keeps a few rows of it in memory at a time.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice

from attrs import frozen

from .checkpoints import Checkpoint, is_genuine
from .seals import FIRST, Keys, Seal, seal_value
from .trail import Sealed

LOOK_AHEAD = 64


class Tampering(StrEnum):
    EDITED = "edited"
    """A row, or its seal, is not what was sealed."""
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "cut"
    """The chain ends before a signed checkpoint."""
    REBUILT = "rebuilt"
    """Sealed without the key, or not the chain that was signed."""
    CHECKPOINT_MISSING = "checkpoint-missing"
    CHECKPOINT_FORGED = "checkpoint-forged"
    """Not signed with a key of ours, or not in order."""


@frozen(kw_only=True)
class Verdict:
    """``rows`` were found as they were sealed; ``seq`` is the first number that was not."""

    rows: int
    seq: int | None = None
    kind: Tampering | None = None

    @property
    def ok(self) -> bool:
        return self.kind is None


def verify(chain: Iterable[Sealed], checkpoints: Iterable[Checkpoint], keys: Keys) -> Verdict:
    """``checkpoints`` are looked at first, so that a trail which grows meanwhile is not taken for a cut one."""
    signed = _Signed(checkpoints, keys)
    items, seq, head = iter(chain), 0, FIRST
    for item in items:
        if not (item.seal.seq == seq + 1 and _fits(item, seq + 1, head, keys)):
            kind = _kind(item, list(islice(items, LOOK_AHEAD)), seq + 1, head, keys)
            return Verdict(rows=seq, seq=seq + 1, kind=kind)
        seq, head = item.seal.seq, item.seal.value
        if signed.contradict(seq, head):
            return Verdict(rows=seq - 1, seq=seq, kind=Tampering.REBUILT)
    if signed.none and seq:
        return Verdict(rows=seq, seq=1, kind=Tampering.CHECKPOINT_MISSING)
    if signed.next is not None:
        return Verdict(rows=seq, seq=seq + 1, kind=Tampering.CUT)
    if signed.forged is not None:
        return Verdict(rows=seq, seq=signed.forged.count, kind=Tampering.CHECKPOINT_FORGED)
    return Verdict(rows=seq)


class _Signed:
    """The genuine checkpoints, one at a time; the first forged one is remembered."""

    def __init__(self, checkpoints: Iterable[Checkpoint], keys: Keys) -> None:
        self.forged: Checkpoint | None = None
        self._genuine = self._only_genuine(checkpoints, keys)
        self.next = next(self._genuine, None)
        self.none = self.next is None and self.forged is None

    def contradict(self, seq: int, head: bytes) -> bool:
        if self.next is None or self.next.count > seq:
            return False
        same = self.next.head == head
        self.next = next(self._genuine, None)
        return not same

    def _only_genuine(self, checkpoints: Iterable[Checkpoint], keys: Keys) -> Iterator[Checkpoint]:
        count = 0
        for checkpoint in checkpoints:
            if checkpoint.count > count and is_genuine(checkpoint, keys):
                count = checkpoint.count
                yield checkpoint
            elif self.forged is None:
                self.forged = checkpoint


def _fits(item: Sealed, seq: int, previous: bytes, keys: Keys, *, seal: Seal | None = None) -> bool:
    """Is the row the one that was sealed with this number, behind ``previous``?"""
    seal = seal or item.seal
    value = seal_value(keys, seal.key_id, seq, previous, item.row) if item.row is not None else None
    return (
        value is not None and item.row is not None and item.row.origin_holds and hmac.compare_digest(value, seal.value)
    )


def _kind(item: Sealed, ahead: Sequence[Sealed], seq: int, previous: bytes, keys: Keys) -> Tampering:
    """The likeliest story, told by the seals that follow. That something is wrong is certain by now."""
    if item.seal.seq != seq or item.row is None:
        return Tampering.DELETED
    if any(_fits(other, seq, previous, keys) for other in ahead):  # the true one comes later
        moved = any(_fits(item, n, other.seal.value, keys) for n, other in enumerate(ahead, seq + 1))
        return Tampering.REORDERED if moved else Tampering.INSERTED
    if any(_fits(other, seq, previous, keys, seal=item.seal) for other in ahead):
        return Tampering.REORDERED  # the row of this seal stands under a later one
    if not ahead:
        return Tampering.EDITED if item.seal.key_id in keys.secrets else Tampering.REBUILT
    if _fits(ahead[0], seq + 1, item.seal.value, keys) or not item.row.origin_holds:
        return Tampering.EDITED
    sealed = seal_value(keys, item.seal.key_id, seq, previous, item.row)
    if sealed is not None and _fits(ahead[0], seq + 1, sealed, keys):
        return Tampering.EDITED  # the seal, not the row
    if any(_fits(ahead[0], seq + 1 + gone, item.seal.value, keys) for gone in range(1, LOOK_AHEAD)):
        return Tampering.DELETED
    return Tampering.REBUILT
