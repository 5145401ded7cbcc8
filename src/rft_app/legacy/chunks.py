"""An export in pieces of so many lines, from where an earlier run stopped. Memory holds a few pieces at a time."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from attrs import frozen

from rft_domain.shared.errors import Invalid

CHUNK = 5_000
_LONGEST = 16 * 1024 * 1024
_BLOCK = 1024 * 1024


@frozen(kw_only=True)
class Chunk:
    """``position`` and ``digest``: bytes up to its end, and their SHA-256."""

    first: int
    lines: tuple[tuple[int, bytes], ...]
    position: int
    digest: str


def chunks(file: BinaryIO, *, position: int, digest: str, lines: int) -> Iterator[Chunk]:
    """After the first ``position`` bytes, which are ``lines`` lines. Raises :class:`Invalid` where those are others."""
    hashed = hashlib.sha256()
    _skip(file, position, hashed)
    if position and hashed.hexdigest() != digest:
        raise Invalid.at("/FILE", "is not the file that this batch began with; name another --batch")
    number = lines
    while True:
        first, taken = number + 1, []
        for raw in _lines(file, number):
            number += 1
            hashed.update(raw)
            position += len(raw)
            taken.append((number, raw))
            if len(taken) == CHUNK:
                break
        if not taken:
            return
        yield Chunk(first=first, lines=tuple(taken), position=position, digest=hashed.hexdigest())


def numbered(pairs: Iterator[tuple[int, bytes]], *, skip: int) -> Iterator[Chunk]:
    """Mended lines, which keep the numbers they had, after the first ``skip``."""
    taken = tuple(sorted(pairs))[skip:]
    for start in range(0, len(taken), CHUNK):
        part = taken[start : start + CHUNK]
        yield Chunk(first=part[0][0], lines=part, position=0, digest="")


def _skip(file: BinaryIO, position: int, hashed: "hashlib._Hash") -> None:
    while position > 0:
        block = file.read(min(position, _BLOCK))
        if not block:
            return
        hashed.update(block)
        position -= len(block)


def _lines(file: BinaryIO, number: int) -> Iterator[bytes]:
    while raw := file.readline(_LONGEST):
        if len(raw) == _LONGEST and not raw.endswith(b"\n"):
            raise Invalid.at("/FILE", f"line {number + 1} is longer than {_LONGEST:,} bytes")
        yield raw
        number += 1
