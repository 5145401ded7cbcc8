"""What becomes of each staged line, decided in a few statements; nothing outside the staging is written.

Two lines with one id or one reference: the first that can be booked is kept. The same content again is the same
booking, other content is a conflict. A line that was refused keeps its names from nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from .batches import Batch, Db, unmeasured
from .catalogue import new_courses
from .linking import find_people

_BOOKED_BEFORE = """
UPDATE legacy.staged s SET
  outcome = CASE WHEN coalesce(l.digest, s.digest) = s.digest THEN 'already-there' ELSE 'quarantined' END,
  reason = CASE WHEN coalesce(l.digest, s.digest) = s.digest THEN NULL ELSE 'conflict' END,
  fields = CASE WHEN coalesce(l.digest, s.digest) = s.digest THEN '{}' ELSE '{/id}'::text[] END
FROM bookings.bookings b LEFT JOIN legacy.lines l ON l.booking_id = b.id
WHERE s.batch = %(batch)s AND s.outcome = 'loaded' AND b.id = s.booking_id
"""
_REFERENCE_BEFORE = """
UPDATE legacy.staged s SET outcome = 'quarantined', reason = 'conflict', fields = '{/bookingReference}'
FROM legacy.lines l
WHERE s.batch = %(batch)s AND s.outcome = 'loaded' AND l.old_reference = s.old_reference
"""
_NO_SESSION = """
UPDATE legacy.staged s SET outcome = 'quarantined', reason = s.session_reason, fields = s.session_fields
WHERE s.batch = %(batch)s AND s.outcome = 'loaded' AND s.session_reason IS NOT NULL
  AND NOT EXISTS (SELECT FROM catalogue.sessions c WHERE c.id = s.session_id)
  AND NOT EXISTS (SELECT FROM legacy.staged o
                  WHERE o.batch = s.batch AND o.session_id = s.session_id AND o.session_reason IS NULL)
"""
_CANCELLED_SESSION = """
UPDATE legacy.staged s SET outcome = 'quarantined', reason = 'session-cancelled', fields = '{/sessionId}'
FROM catalogue.sessions c
WHERE s.batch = %(batch)s AND s.outcome = 'loaded' AND s.status <> 'cancelled'
  AND c.id = s.session_id AND c.status = 'cancelled'
"""
# lines that share an id or a reference: few, so that the rest is not touched. By sorting, which a million lines still
# allow: of two subqueries with OR between them the server looks through each for every line
_RIVALS = """
CREATE TEMPORARY TABLE rivals ON COMMIT DROP AS
SELECT line, booking_id, old_reference, digest, NULL::text AS fate, NULL::text AS field
FROM (SELECT line, booking_id, old_reference, digest, count(*) OVER (PARTITION BY booking_id) AS with_id,
        count(*) OVER (PARTITION BY old_reference) AS with_reference
      FROM legacy.staged WHERE batch = %(batch)s AND outcome = 'loaded') one
WHERE with_id > 1 OR (with_reference > 1 AND old_reference IS NOT NULL)
"""
_KEEP_FIRST = """
WITH ranked AS (
  SELECT line, min(line) OVER (PARTITION BY booking_id) AS by_id,
    CASE WHEN old_reference IS NULL THEN line ELSE min(line) OVER (PARTITION BY old_reference) END AS by_reference
  FROM rivals WHERE fate IS NULL)
UPDATE rivals SET fate = 'loaded' FROM ranked
WHERE rivals.line = ranked.line AND ranked.line = ranked.by_id AND ranked.line = ranked.by_reference
"""
_LOSE_BY_ID = """
UPDATE rivals r SET fate = CASE WHEN k.digest = r.digest THEN 'already-there' ELSE 'quarantined' END, field = '/id'
FROM rivals k WHERE k.fate = 'loaded' AND r.fate IS NULL AND k.booking_id = r.booking_id
"""
_LOSE_BY_REFERENCE = """
UPDATE rivals r SET fate = 'quarantined', field = '/bookingReference'
FROM rivals k WHERE k.fate = 'loaded' AND r.fate IS NULL AND k.old_reference = r.old_reference
"""
_LOSERS = """
UPDATE legacy.staged s SET outcome = r.fate,
  reason = CASE r.fate WHEN 'quarantined' THEN 'conflict' END,
  fields = CASE r.fate WHEN 'quarantined' THEN ARRAY[r.field] ELSE '{}' END
FROM rivals r WHERE s.batch = %(batch)s AND s.line = r.line AND r.fate <> 'loaded'
"""


def resolve(db: Db, batch: Batch) -> dict[str, Any]:
    """The counts, which every kind of run prints."""
    with unmeasured(db):
        _decide(db, {"batch": batch.name})
        if batch.linking:
            find_people(db, batch)
        return dict(_counts(db, batch))


def _decide(db: Db, named: Mapping[str, object]) -> None:
    for statement in (_BOOKED_BEFORE, _REFERENCE_BEFORE, _NO_SESSION, _CANCELLED_SESSION, _RIVALS):
        db.execute(statement.encode(), named)
    while db.execute(_KEEP_FIRST.encode()).rowcount:
        for statement in (_LOSE_BY_ID, _LOSE_BY_REFERENCE):
            db.execute(statement.encode())
    db.execute(_LOSERS.encode(), named)


_OUTCOMES = """
SELECT outcome, reason, count(*) FROM legacy.staged WHERE batch = %(batch)s GROUP BY 1, 2 ORDER BY 1, 2
"""
_WARNINGS = """
SELECT code, count(*) FROM legacy.staged s, unnest(s.warnings) AS code
WHERE batch = %(batch)s AND outcome = 'loaded' GROUP BY 1 ORDER BY 1
"""
_PEOPLE = """
SELECT count(*) FILTER (WHERE customer_made), count(*) FILTER (WHERE NOT customer_made),
  count(*) FILTER (WHERE user_made)
FROM legacy.people WHERE batch = %(batch)s
"""
_LINKED = """
SELECT count(*) FILTER (WHERE addressed), count(*) FILTER (WHERE NOT addressed)
FROM legacy.staged WHERE batch = %(batch)s AND outcome = 'loaded'
"""
_SESSIONS = """
SELECT count(*) FILTER (WHERE c.id IS NULL),
  count(*) FILTER (WHERE coalesce(r.seats_taken, 0) + w.seats > coalesce(r.capacity, %(capacity)s))
FROM (SELECT session_id, coalesce(sum(seats) FILTER (WHERE status <> 'cancelled'), 0) AS seats
      FROM legacy.staged WHERE batch = %(batch)s AND outcome = 'loaded' GROUP BY 1) w
LEFT JOIN catalogue.sessions c ON c.id = w.session_id LEFT JOIN bookings.rosters r ON r.session_id = w.session_id
"""


def _counts(db: Db, batch: Batch) -> Iterator[tuple[str, Any]]:
    named = {"batch": batch.name, "capacity": batch.capacity}

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return db.execute(sql.encode(), named).fetchall()

    outcomes = rows(_OUTCOMES)
    warned = rows(_WARNINGS)
    [[made, found, users]] = rows(_PEOPLE)
    [[linked, not_linked]] = rows(_LINKED)
    [[sessions, over_full]] = rows(_SESSIONS)
    yield "read", batch.lines
    yield "blank", batch.blank
    yield "loaded", sum(count for outcome, _, count in outcomes if outcome == "loaded")
    yield "already_there", sum(count for outcome, _, count in outcomes if outcome == "already-there")
    yield "quarantined", {reason: count for outcome, reason, count in outcomes if outcome == "quarantined"}
    yield "customers_made", made
    yield "customers_found", found
    yield "users_made", users
    yield "linked", linked if batch.linking else 0
    yield "not_linked", not_linked if batch.linking else linked + not_linked
    yield "courses_made", sum(1 for course in new_courses(db, batch) if course.existing_id is None)
    yield "sessions_made", sessions
    yield "sessions_over_full", over_full
    yield "warned", {code: count for code, count in warned if not code.startswith("kept-")}
    yield "kept_with_the_booking", {code[5:]: count for code, count in warned if code.startswith("kept-")}
