"""Lines read by as many processes as there are, in their order: the reading costs more than the writing."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import chain, islice

from attrs import frozen

from rft_adapters.postgres.legacy.staged import copy_text

from .chunks import Chunk
from .reading import stage


@frozen(kw_only=True)
class Terms:
    """What every line of a batch is read with."""

    batch: str
    secret: bytes
    now: datetime


@frozen(kw_only=True)
class Parsed:
    """``text`` for COPY."""

    chunk: Chunk
    text: bytes
    blank: int


def parse(chunk: Chunk, terms: Terms) -> Parsed:
    rows = [stage(number, raw, secret=terms.secret, now=terms.now) for number, raw in chunk.lines]
    there = [row for row in rows if row is not None]
    return Parsed(chunk=chunk, text=copy_text(terms.batch, there), blank=len(rows) - len(there))


def parse_all(found: Iterator[Chunk], terms: Terms, workers: int) -> Iterator[Parsed]:
    """In the order of ``found``. A short file is read here: starting processes takes longer."""
    begun = list(islice(found, 2))
    if workers < 2 or len(begun) < 2:
        yield from (parse(chunk, terms) for chunk in chain(begun, found))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as pool:
        waiting: deque[Future[Parsed]] = deque()
        for chunk in chain(begun, found):
            waiting.append(pool.submit(parse, chunk, terms))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _end_with_parent() -> None:
    """A killed parent tells nobody: its readers would wait for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
