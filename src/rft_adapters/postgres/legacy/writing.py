"""Writing what was resolved: sessions and people in one step, then bookings, a stretch of lines at a time.

After every step the database is whole: seats and figures equal a recount. A step that is cut off never happened.
"""

from collections.abc import Callable

from psycopg.types.json import Jsonb

from rft_domain.shared.ids import Entropy

from . import batches
from .auditing import tell
from .batches import Batch, Db
from .catalogue import make_catalogue
from .linking import COUNT_FIGURES, make_people
from .quarantine import keep_refused

STRETCH = 50_000
Told = Callable[[int], None]

# the price includes VAT (docs/decisions/0008), at the rate of the course
_BOOKINGS = """
INSERT INTO bookings.bookings (id, reference, session_id, customer_id, booked_by, contact_email,
  contact_email_identity, contact_first_name, contact_last_name, contact_phone, contact_company, unit_amount,
  total_amount, discount_amount, final_amount, vat_amount, vat_rate, code_rate, discount_code, status, payment_status,
  created_at, version, searched)
SELECT s.booking_id, s.reference, s.session_id, p.customer_id, p.user_id, s.email, s.identity, s.first_name,
  s.last_name, s.phone, s.company, s.unit, s.total, s.discount, s.final,
  round(s.final * k.vat_rate / (1 + k.vat_rate), 2), k.vat_rate, s.code_rate, NULL, s.status, s.payment_status,
  s.created_at, 1, s.searched
FROM stretch s JOIN catalogue.sessions x ON x.id = s.session_id JOIN catalogue.courses k ON k.id = x.course_id
LEFT JOIN legacy.people p ON p.batch = %(batch)s AND p.identity = s.identity
"""
_ATTENDEES = """
INSERT INTO bookings.attendees (id, booking_id, position, first_name, last_name, email, email_identity,
  special_requirements, is_primary, attendance, cancelled_at)
SELECT md5(s.booking_id || ':' || who.place)::uuid, s.booking_id, who.place - 1, who.told ->> 0, who.told ->> 1,
  who.told ->> 2, who.told ->> 3, NULL, (who.told ->> 4)::boolean, s.attendance, NULL
FROM stretch s, jsonb_array_elements(s.attendees) WITH ORDINALITY AS who (told, place)
"""
_LINES = """
INSERT INTO legacy.lines (booking_id, batch, line, digest, old_id, old_reference, raw)
SELECT booking_id, batch, line, digest, old_id, old_reference, raw FROM stretch
"""
_ENTRIES = """
INSERT INTO activity.entries (id, at, type, text, customer_id, user_id, entity, entity_id)
SELECT md5('imported:' || s.booking_id)::uuid, s.created_at, 'booking_imported',
  'Booking imported for ' || s.seats || CASE s.seats WHEN 1 THEN ' seat' ELSE ' seats' END, p.customer_id, NULL,
  'booking', s.booking_id
FROM stretch s LEFT JOIN legacy.people p ON p.batch = %(batch)s AND p.identity = s.identity
"""
_FIGURES = COUNT_FIGURES.format(
    bookings="SELECT p.customer_id, s.status, s.final AS final_amount, s.created_at FROM stretch s"
    " JOIN legacy.people p ON p.batch = %(batch)s AND p.identity = s.identity"
)
# history may exceed a capacity: it is told apart, and lets nobody else in
_SEATS = """
UPDATE bookings.rosters r SET seats_taken = r.seats_taken + g.seats,
  over_by = greatest(0, r.seats_taken + g.seats - r.capacity)
FROM (SELECT session_id, sum(seats) AS seats FROM stretch WHERE status <> 'cancelled' GROUP BY 1) g
WHERE r.session_id = g.session_id
"""
# who was merged since they were looked up, when the batch was interrupted perhaps
_MERGED = """
UPDATE legacy.people p SET customer_id = c.merged_into FROM customers.customers c
WHERE c.merged_into IS NOT NULL AND p.batch = %(batch)s AND p.customer_id = c.id
"""
# in the order of sessions: the rows and index entries of one are then met one after the other
_STRETCH = """
CREATE TEMPORARY TABLE stretch ON COMMIT DROP AS
SELECT * FROM legacy.staged
WHERE batch = %(batch)s AND outcome = 'loaded' AND line > %(after)s AND line <= %(until)s ORDER BY session_id
"""
_MENDED = """
UPDATE legacy.quarantine q SET mended_by = %(batch)s FROM legacy.staged s
WHERE q.batch = %(mends)s AND q.mended_by IS NULL AND s.batch = %(batch)s AND s.line = q.line
  AND s.outcome <> 'quarantined'
"""


class Miscounted(Exception):
    """What was written is not what was resolved: a defect here. The batch stays unfinished, and can be reverted."""


def write(db: Db, batch: Batch, entropy: Entropy, *, mends: str | None, told: Told) -> bool:
    """From wherever the batch is to its end. Whether it is kept."""
    written = batch.written
    if written is None:
        with batches.unmeasured(db):
            make_catalogue(db, batch)
        if batch.linking:
            make_people(db, batch, batch.started_at, entropy)
        written = 0
        batches.update(db, batch.name, written=written)
        db.commit()
    [[last]] = db.execute(b"SELECT coalesce(max(line), 0) FROM legacy.staged WHERE batch = %s", [batch.name]).fetchall()
    while written < last:
        until = min(written + STRETCH, last)
        _write_stretch(db, batch, written, until)
        written = until
        batches.update(db, batch.name, written=written)
        db.commit()
        told(written)
    return _finish(db, batch, entropy, mends)


def _write_stretch(db: Db, batch: Batch, after: int, until: int) -> None:
    named = {"batch": batch.name, "after": after, "until": until}
    db.execute(_STRETCH.encode(), named)
    for statement in (_MERGED, _BOOKINGS, _ATTENDEES, _LINES, _ENTRIES, _FIGURES, _SEATS):
        db.execute(statement.encode(), named)


def _finish(db: Db, batch: Batch, entropy: Entropy, mends: str | None) -> bool:
    counts = batch.counts or {}
    named = {"batch": batch.name, "mends": mends}
    found = db.execute(b"SELECT count(*) FROM legacy.lines WHERE batch = %(batch)s", named).fetchall()[0][0]
    if found != counts["loaded"]:
        raise Miscounted(f"{found} bookings written, {counts['loaded']} resolved")
    quarantined = keep_refused(db, batch.name)
    mended = db.execute(_MENDED.encode(), named).rowcount if mends else 0
    for table in ("staged", "people"):
        db.execute(f"DELETE FROM legacy.{table} WHERE batch = %(batch)s".encode(), named)
    is_kept = bool(found or quarantined or mended)
    if is_kept:
        batches.update(db, batch.name, state="done", secret=None, counts=Jsonb(counts))
        tell(db, "import_bookings", {"batch": batch.name, **counts}, batch.started_at, entropy)
    else:  # all of it was there: not even the batch is told
        db.execute(b"DELETE FROM legacy.batches WHERE name = %(batch)s", named)
    db.commit()
    return is_kept
