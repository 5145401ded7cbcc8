"""An import from file to report."""

import os
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from rft_adapters.postgres.legacy import Import, ImportOptions
from rft_domain.shared.ids import Entropy

from .chunks import Chunk, chunks, numbered
from .parsing import Terms, parse_all

MOST_WORKERS = 4
Told = Callable[[str, int], None]
"""What is done, and how much further it is: bytes while reading, lines while writing."""


def import_lines(
    url: str,
    file: BinaryIO,
    options: ImportOptions,
    entropy: Entropy,
    *,
    workers: int | None = None,
    told: Told = lambda phase, amount: None,
) -> dict[str, Any]:
    """The counts, and the batch, which is ``None`` where all was there.

    Raises :class:`Busy`, or :class:`Invalid` for another file than the batch began with.
    """
    with Import.open(url, options, entropy) as run:
        batch = run.batch
        if batch.state == "reading":
            told("reading", batch.position)
            found = chunks(file, position=batch.position, digest=batch.digest, lines=batch.lines)
            _stage(run, found, workers, told)
        return _finish(run, told)


def import_mended(
    url: str, pairs: Iterator[tuple[int, bytes]], options: ImportOptions, entropy: Entropy
) -> dict[str, Any]:
    """Lines of a quarantine, by their numbers. A few, so that they are staged in one step."""
    with Import.open(url, options, entropy) as run:
        if run.batch.state == "reading":
            _stage(run, numbered(pairs, skip=run.batch.lines), 1, lambda phase, amount: None)
        return _finish(run, lambda phase, amount: None)


def _stage(run: Import, found: Iterator[Chunk], workers: int | None, told: Told) -> None:
    batch = run.batch
    terms = Terms(batch=batch.name, secret=batch.secret, now=batch.started_at)
    lines, blank, position = batch.lines, batch.blank, batch.position
    for parsed in parse_all(found, terms, workers or min(MOST_WORKERS, os.cpu_count() or 1)):
        chunk = parsed.chunk
        lines, blank = lines + len(chunk.lines), blank + parsed.blank
        run.stage(parsed.text, lines=lines, blank=blank, position=chunk.position, digest=chunk.digest)
        told("reading", chunk.position - position)
        position = chunk.position


def _finish(run: Import, told: Told) -> dict[str, Any]:
    told("resolving", 0)
    counts = run.resolve()
    done = run.batch.written or 0

    def wrote(line: int) -> None:
        nonlocal done
        told("writing", line - done)
        done = line

    is_kept = run.write(wrote)
    return {"batch": run.batch.name if is_kept else None, **counts}
