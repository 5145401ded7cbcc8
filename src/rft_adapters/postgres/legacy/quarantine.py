"""Lines that could not become bookings: verbatim, with why, until they are mended."""

import re
from collections.abc import Iterator

from attrs import frozen

from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid

from .batches import Db, connected

# also in a line that was cut off, or is in another encoding
_ADDRESS = re.compile(r"[^\s\x00-\x1f\ud800-\udfff\"'<>,;:()\\]+@[^\s\x00-\x1f\ud800-\udfff\"'<>,;:()\\]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_REFUSED = """
SELECT line, reason, fields, raw FROM legacy.staged s
WHERE batch = %s AND outcome = 'quarantined'
  AND NOT EXISTS (SELECT FROM legacy.quarantine q WHERE q.raw_digest = sha256(s.raw) AND q.line = s.line)
ORDER BY line
"""
_KEEP = """
INSERT INTO legacy.quarantine (batch, line, reason, fields, raw, raw_digest, addresses)
VALUES (%s, %s, %s, %s, %s, sha256(%s), %s)
"""
_PAGE = 1_000

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


def keep_refused(db: Db, batch: str) -> int:
    """How many lines were kept; those that an earlier batch has are not kept twice."""
    kept = 0
    with db.cursor("refused") as refused, db.cursor() as writer:
        refused.execute(_REFUSED.encode(), [batch])
        while rows := refused.fetchmany(_PAGE):
            writer.executemany(
                _KEEP.encode(),
                [(batch, line, reason, fields, raw, raw, addresses_in(raw)) for line, reason, fields, raw in rows],
            )
            kept += len(rows)
    return kept


def addresses_in(raw: bytes) -> list[str]:
    """The identity of each address that a line names, so that what is kept of a person is found."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw.decode(errors="replace"))
    return sorted({_identity(found) for found in _ADDRESS.findall(text)})


def _identity(written: str) -> str:
    try:
        return Email.parse(written).identity
    except Invalid:
        return written.lower()


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
