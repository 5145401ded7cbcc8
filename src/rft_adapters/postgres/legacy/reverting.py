"""Taking a batch back: the tables are as they were before it, or nothing happens and what is in the way is named."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import psycopg

from rft_domain.shared.errors import Conflict, NotFound
from rft_domain.shared.ids import Entropy

from .auditing import tell
from .batches import Db, alone
from .rights import as_owner, lent_by_owner

_MOST_NAMED = 20
_MANY = 1_000

_OF_MADE = "IN (SELECT id FROM legacy.made WHERE batch = %(batch)s AND entity = '{}')"
_OF_TOUCHED = "t.batch = %(batch)s AND t.entity = '{}'"
# what an import made, and what a backfill linked
_TAKEN = (
    "CREATE TEMPORARY TABLE taken (id uuid PRIMARY KEY, made boolean, version int) ON COMMIT DROP",
    "INSERT INTO taken SELECT booking_id, true, 1 FROM legacy.lines WHERE batch = %(batch)s",
    f"INSERT INTO taken SELECT t.id, false, t.version FROM legacy.touched t WHERE {_OF_TOUCHED.format('booking')}",
    "ANALYZE taken",
)
# each names what changed after the batch: entity, id, why
_IN_THE_WAY = """
WITH made AS (SELECT entity, id FROM legacy.made WHERE batch = %(batch)s)
SELECT 'booking', b.id, 'changed since' FROM bookings.bookings b JOIN taken USING (id) WHERE b.version <> taken.version
UNION ALL
SELECT 'customer', c.id, 'changed since' FROM customers.customers c JOIN made ON entity = 'customer' AND made.id = c.id
WHERE c.version <> 1
UNION ALL
SELECT 'user', u.id, 'changed since' FROM identity.users u JOIN made ON entity = 'user' AND made.id = u.id
WHERE u.version <> 1
UNION ALL
SELECT 'session', s.id, 'changed since' FROM catalogue.sessions s JOIN made ON entity = 'session' AND made.id = s.id
WHERE s.version <> 1
UNION ALL
SELECT 'course', k.id, 'changed since' FROM catalogue.courses k JOIN made ON entity = 'course' AND made.id = k.id
WHERE k.version <> 1
UNION ALL
SELECT 'booking', b.id, 'booked since, on a session of the batch' FROM bookings.bookings b
JOIN made ON entity = 'session' AND made.id = b.session_id WHERE NOT EXISTS (SELECT FROM taken WHERE taken.id = b.id)
UNION ALL
SELECT 'booking', b.id, 'booked since, by a customer of the batch' FROM bookings.bookings b
JOIN made ON entity = 'customer' AND made.id = b.customer_id
WHERE NOT EXISTS (SELECT FROM taken WHERE taken.id = b.id)
UNION ALL
SELECT 'session', s.id, 'made since, of a course of the batch' FROM catalogue.sessions s
JOIN made ON entity = 'course' AND made.id = s.course_id
WHERE NOT EXISTS (SELECT FROM made m WHERE m.entity = 'session' AND m.id = s.id)
UNION ALL
SELECT t.entity, t.id, 'changed since' FROM legacy.touched t LEFT JOIN customers.customers c ON c.id = t.id
LEFT JOIN identity.users u ON u.id = t.id
WHERE t.batch = %(batch)s AND t.entity IN ('customer', 'user')
  AND t.version <> CASE t.entity WHEN 'customer' THEN c.version ELSE u.version END
UNION ALL
SELECT 'customer', t.id, 'its figures changed since' FROM legacy.touched t JOIN customers.figures f
  ON f.customer_id = t.id
LEFT JOIN (SELECT customer_id, count(*) FILTER (WHERE status <> 'cancelled') AS bookings,
             coalesce(sum(final_amount) FILTER (WHERE status <> 'cancelled'), 0) AS spent,
             max(created_at) AS last
           FROM bookings.bookings JOIN taken USING (id) GROUP BY 1) g ON g.customer_id = t.id
WHERE t.batch = %(batch)s AND t.entity = 'figures' AND (
  f.total_bookings <> (t.before ->> 'total_bookings')::int + coalesce(g.bookings, 0)
  OR f.total_spent <> (t.before ->> 'total_spent')::numeric + coalesce(g.spent, 0)
  OR f.last_activity_at <> greatest((t.before ->> 'last_activity_at')::timestamptz, g.last))
LIMIT %(most)s
"""
_SEATS = """
UPDATE bookings.rosters r SET seats_taken = r.seats_taken - g.seats,
  over_by = least(r.over_by, greatest(0, r.seats_taken - g.seats - r.capacity))
FROM (SELECT b.session_id, count(*) AS seats FROM taken JOIN bookings.bookings b USING (id)
      JOIN bookings.attendees a ON a.booking_id = b.id WHERE taken.made AND b.status <> 'cancelled' GROUP BY 1) g
WHERE r.session_id = g.session_id
"""
_TAKE = (
    """
DELETE FROM activity.entries e USING taken
WHERE e.entity = 'booking' AND e.entity_id = taken.id
  AND e.type = CASE WHEN taken.made THEN 'booking_imported' ELSE 'booking_linked' END""",
    f"""
DELETE FROM activity.entries e USING legacy.touched t, legacy.batches b
WHERE {_OF_TOUCHED.format("customer")} AND b.name = t.batch AND e.entity_id = t.id AND e.type = 'profile_changed'
  AND e.at = b.started_at""",
    f"""
DELETE FROM activity.entries e USING legacy.touched t, legacy.batches b
WHERE {_OF_TOUCHED.format("user")} AND b.name = t.batch AND e.entity_id = t.id AND e.type = 'user_linked'
  AND e.at = b.started_at""",
    _SEATS,
    "DELETE FROM legacy.lines WHERE batch = %(batch)s",
    "DELETE FROM bookings.attendees WHERE booking_id IN (SELECT id FROM taken WHERE made)",
    "DELETE FROM bookings.bookings WHERE id IN (SELECT id FROM taken WHERE made)",
    f"""
UPDATE bookings.bookings b SET customer_id = NULL, booked_by = NULL, version = (t.before ->> 'version')::int
FROM legacy.touched t WHERE {_OF_TOUCHED.format("booking")} AND b.id = t.id""",
    f"DELETE FROM identity.users WHERE id {_OF_MADE.format('user')}",
    f"""
UPDATE identity.users u SET customer_id = NULL, updated_at = (t.before ->> 'updated_at')::timestamptz,
  version = (t.before ->> 'version')::int
FROM legacy.touched t WHERE {_OF_TOUCHED.format("user")} AND u.id = t.id""",
    f"DELETE FROM customers.figures WHERE customer_id {_OF_MADE.format('customer')}",
    f"DELETE FROM customers.customers WHERE id {_OF_MADE.format('customer')}",
    f"""
UPDATE customers.customers c SET phone = t.before ->> 'phone', company = t.before ->> 'company',
  updated_at = (t.before ->> 'updated_at')::timestamptz, version = (t.before ->> 'version')::int,
  searched = t.before ->> 'searched', grams = CASE WHEN t.before ->> 'searched' IS NOT NULL
    THEN ARRAY(SELECT jsonb_array_elements_text(t.before -> 'grams'))::integer[] END
FROM legacy.touched t WHERE {_OF_TOUCHED.format("customer")} AND c.id = t.id""",
    f"""
UPDATE customers.figures f SET total_bookings = o.total_bookings, total_spent = o.total_spent,
  first_booking_at = o.first_booking_at, last_booking_at = o.last_booking_at, customer_since = o.customer_since,
  last_activity_at = o.last_activity_at
FROM legacy.touched t, jsonb_populate_record(NULL::customers.figures, t.before) o
WHERE {_OF_TOUCHED.format("figures")} AND f.customer_id = t.id""",
    f"DELETE FROM bookings.rosters WHERE session_id {_OF_MADE.format('session')}",
    f"DELETE FROM catalogue.sessions WHERE id {_OF_MADE.format('session')}",
    f"DELETE FROM catalogue.courses WHERE id {_OF_MADE.format('course')}",
    "UPDATE legacy.quarantine SET mended_by = NULL WHERE mended_by = %(batch)s",
    *(
        f"DELETE FROM legacy.{table} WHERE batch = %(batch)s"
        for table in ("quarantine", "made", "touched", "staged", "people")
    ),
    "DELETE FROM legacy.batches WHERE name = %(batch)s",
)


class BatchNotFound(NotFound):
    code = "batch-not-found"
    message = "There is no such batch."


class BatchChangedSince(Conflict):
    """Its sentence names up to twenty of what changed since: entity, id and why."""

    code = "batch-changed-since"
    message = "What the batch made was changed since."

    @classmethod
    def by(cls, named: str) -> "BatchChangedSince":
        return cls(f"Take back what came after the batch first, such as a backfill. In the way: {named}.")


def revert(url: str, batch: str, *, now: datetime, entropy: Entropy) -> Mapping[str, int]:
    """How much went. In one transaction; bookings wait meanwhile where the batch made many users.

    ``url`` is the owner's. Raises :class:`BatchNotFound`, :class:`BatchChangedSince`, :class:`OwnerNeeded`,
    :class:`OwnerUnableToServe` or :class:`Busy`.
    """
    with alone(url, "none") as db:
        with lent_by_owner(db):
            counts = _taken_back(db, batch)
            tell(db, "revert_import", {"batch": batch, **counts}, now, entropy)
        db.commit()
    return counts


def _taken_back(db: Db, batch: str) -> dict[str, int]:
    if not db.execute(b"SELECT FROM legacy.batches WHERE name = %s", [batch]).fetchall():
        raise BatchNotFound()
    for statement in _TAKEN:
        db.execute(statement.encode(), {"batch": batch})
    _nothing_in_the_way(db, batch)
    counts = _counts(db, batch)
    with _quick_to_check(db, counts):
        try:
            for statement in _TAKE:
                db.execute(statement.encode(), {"batch": batch})
        except psycopg.errors.ForeignKeyViolation as error:
            raise BatchChangedSince.by(f"{error.diag.table_name} refers to what it made") from None
    return counts


def _nothing_in_the_way(db: Db, batch: str) -> None:
    rows = db.execute(_IN_THE_WAY.encode(), {"batch": batch, "most": _MOST_NAMED + 1}).fetchall()
    if rows:
        named = [f"{entity} {id} {why}" for entity, id, why in rows[:_MOST_NAMED]]
        raise BatchChangedSince.by("; ".join(named + ["and more"] * (len(rows) > _MOST_NAMED)))


def _counts(db: Db, batch: str) -> dict[str, int]:
    made = db.execute(
        b"SELECT entity || 's_gone', count(*) FROM legacy.made WHERE batch = %s GROUP BY 1 ORDER BY 1", [batch]
    ).fetchall()
    bookings = b"SELECT count(*) FILTER (WHERE made), count(*) FILTER (WHERE NOT made) FROM taken"
    [[gone, unlinked]] = db.execute(bookings).fetchall()
    return {"bookings_gone": gone, "bookings_unlinked": unlinked, **dict(made)}


@contextmanager
def _quick_to_check(db: Db, counts: Mapping[str, int]) -> Iterator[None]:
    """Nothing else looks for bookings by who booked, or for users by who made them: for the foreign keys only."""
    if counts.get("users_gone", 0) <= _MANY:
        yield
        return
    with as_owner(db):
        db.execute(b"CREATE INDEX ix_bookings_for_revert ON bookings.bookings (booked_by)")
        db.execute(b"CREATE INDEX ix_users_for_revert ON identity.users (created_by)")
    yield
    with as_owner(db):
        db.execute(b"DROP INDEX bookings.ix_bookings_for_revert, identity.ix_users_for_revert")
