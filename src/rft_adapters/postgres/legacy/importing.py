"""One run of an import: begun, or gone on with where a killed one stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from attrs import evolve, field, frozen
from psycopg.types.json import Jsonb

from rft_domain.catalogue.session import capacity_in_range
from rft_domain.shared.ids import Entropy

from . import batches
from .batches import Batch, Db, alone
from .resolving import resolve
from .staged import COLUMNS
from .writing import Told, write

# COPY writes to no table with row-level security
_INCOMING = b"CREATE TEMPORARY TABLE IF NOT EXISTS incoming (LIKE legacy.staged)"
_NAMES = f"batch, {', '.join(COLUMNS)}"
_COPY = f"COPY incoming ({_NAMES}) FROM STDIN".encode()
_STAGE = f"INSERT INTO legacy.staged ({_NAMES}) SELECT {_NAMES} FROM incoming".encode()


@frozen(kw_only=True)
class ImportOptions:
    """``linking``: ``user_centric_bookings`` (product.md D8). ``capacity``: of sessions that are made. ``mends``: the
    batch whose quarantined lines these are. A dry run ends before anything but staging is written, and takes that back.
    """

    batch: str
    now: datetime
    linking: bool = True
    capacity: int = field(default=12, validator=capacity_in_range)
    mends: str | None = None
    dry_run: bool = False


class Import:
    """In this order: :meth:`stage` for every chunk from ``batch.position`` on, :meth:`resolve`, :meth:`write`."""

    def __init__(self, db: Db, batch: Batch, options: ImportOptions, entropy: Entropy) -> None:
        self._db, self._options, self._entropy = db, options, entropy
        self.batch = batch

    @classmethod
    @contextmanager
    def open(cls, url: str, options: ImportOptions, entropy: Entropy) -> "Iterator[Import]":
        """Raises :class:`BatchUnfinished`, or :class:`Busy` where the server is away or somebody else imports."""
        asked = f"{options.batch}{batches.DRY_RUN}" if options.dry_run else options.batch
        with alone(url) as db:
            batch = batches.unfinished(db, asked) or batches.begin(
                db,
                asked,
                now=options.now,
                secret=entropy.bits(256).to_bytes(32),
                linking=options.linking,
                capacity=options.capacity,
            )
            opened = cls(db, batch, options, entropy)
            opened._commit()
            yield opened
            db.rollback()

    def stage(self, text: bytes, *, lines: int, blank: int, position: int, digest: str) -> None:
        """The next chunk as :func:`.staged.copy_text` made it. ``lines`` and ``blank``: of the whole file so far."""
        self._db.execute(_INCOMING)
        with self._db.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(text)
        self._db.execute(_STAGE)
        self._db.execute(b"TRUNCATE incoming")
        self._note(lines=lines, blank=blank, position=position, digest=digest)

    def resolve(self) -> dict[str, Any]:
        """The counts. A run that went on after they were taken prints the same."""
        if self.batch.counts is None:
            counts = resolve(self._db, self.batch)
            batches.update(self._db, self.batch.name, state="writing", counts=Jsonb(counts))
            self.batch = evolve(self.batch, state="writing", counts=counts)
            self._commit()
        return dict(self.batch.counts or {})

    def write(self, told: Told = lambda line: None) -> bool:
        """Nothing in a dry run. Whether there is a batch to keep: there is none of what was all there."""
        if self._options.dry_run:
            return True
        return write(self._db, self.batch, self._entropy, mends=self._options.mends, told=told)

    def _note(self, **reached: Any) -> None:
        batches.update(self._db, self.batch.name, **reached)
        self.batch = evolve(self.batch, **reached)
        self._commit()

    def _commit(self) -> None:
        if not self._options.dry_run:
            self._db.commit()
