"""Lines that could not become bookings: verbatim, with why, until they are mended."""

from collections.abc import Iterator

from attrs import frozen

from .batches import Db, connected

_FOUND = """
SELECT batch, line, reason, fields, raw, mended_by FROM legacy.quarantine
WHERE (%(batch)s::text IS NULL OR batch = %(batch)s) AND (%(line)s::int IS NULL OR line = %(line)s)
  AND (%(reason)s::text IS NULL OR reason = %(reason)s) AND (%(mended)s OR mended_by IS NULL)
ORDER BY batch, line
"""


@frozen(kw_only=True)
class Quarantined:
    """``fields`` are JSON pointers into the line, ``raw`` the line as written. ``mended_by``: the batch that it came in
    with.
    """

    batch: str
    line: int
    reason: str
    fields: tuple[str, ...]
    raw: bytes
    mended_by: str | None


def quarantined(
    url: str, *, batch: str | None = None, line: int | None = None, reason: str | None = None, mended: bool = False
) -> Iterator[Quarantined]:
    """By batch and line, read as they are asked for. Those that were mended only where ``mended`` says so."""
    with connected(url) as db:
        yield from _found(db, {"batch": batch, "line": line, "reason": reason, "mended": mended})


def _found(db: Db, named: dict[str, object]) -> Iterator[Quarantined]:
    with db.cursor("quarantine") as cursor:
        for row in cursor.execute(_FOUND.encode(), named):
            yield Quarantined(
                batch=row[0], line=row[1], reason=row[2], fields=tuple(row[3]), raw=bytes(row[4]), mended_by=row[5]
            )
