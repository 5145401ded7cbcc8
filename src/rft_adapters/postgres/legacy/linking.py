"""Customers and users for bookings that have none: one customer per address, found or made (product.md B5, D8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from rft_domain.shared.ids import Entropy

from .auditing import tell
from .batches import DRY_RUN, Batch, Db, alone, begin, unfinished, unmeasured, update
from .enriching import enrich_customers, link_users

_NAME = "backfill"

# every field takes the most recent value that is not empty
_FIND = """
INSERT INTO legacy.people (batch, identity, email, first_name, last_name, phone, company, first_at, last_at,
  customer_id, user_id, customer_made, user_made)
SELECT %(batch)s, g.identity, g.email, coalesce(own.first_name, g.first_name), coalesce(own.last_name, g.last_name),
  coalesce(own.phone, g.phone), g.company, g.first_at, g.last_at,
  coalesce(u.customer_id, c.merged_into, c.id,
    encode(substr(sha256(%(secret)s || convert_to('customer:' || g.identity, 'UTF8')), 1, 16), 'hex')::uuid),
  coalesce(u.id, encode(substr(sha256(%(secret)s || convert_to('user:' || g.identity, 'UTF8')), 1, 16), 'hex')::uuid),
  coalesce(u.customer_id, c.id) IS NULL, u.id IS NULL
FROM (
  SELECT identity,
    (array_agg(email ORDER BY created_at DESC, booking_id))[1] AS email,
    (array_agg(first_name ORDER BY created_at DESC, booking_id))[1] AS first_name,
    (array_agg(last_name ORDER BY created_at DESC, booking_id))[1] AS last_name,
    (array_agg(phone ORDER BY created_at DESC, booking_id) FILTER (WHERE phone IS NOT NULL))[1] AS phone,
    (array_agg(company ORDER BY created_at DESC, booking_id) FILTER (WHERE company IS NOT NULL))[1] AS company,
    min(created_at) AS first_at, max(created_at) AS last_at
  FROM ({bookings}) one GROUP BY identity) g
LEFT JOIN identity.users u ON u.email_identity = g.identity
LEFT JOIN identity.users own ON own.id = u.id AND own.email_verified
LEFT JOIN customers.customers c ON c.email_identity = g.identity
"""
_STAGED = """
  SELECT identity, email, first_name, last_name, phone, company, created_at, booking_id
  FROM legacy.staged WHERE batch = %(batch)s AND outcome = 'loaded' AND addressed
"""
_WITHOUT_CUSTOMER = """
  SELECT contact_email_identity AS identity, contact_email AS email, contact_first_name AS first_name,
    contact_last_name AS last_name, contact_phone AS phone, contact_company AS company, created_at, id AS booking_id
  FROM bookings.bookings WHERE customer_id IS NULL AND contact_email_identity NOT LIKE '%%@address.invalid'
"""
_MAKE = (
    """
INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status, first_name, last_name,
  phone, company, country, customer_type, version)
SELECT customer_id, email, identity, first_at, last_at, 'active', first_name, last_name, phone, company, 'GB',
  CASE WHEN company IS NULL THEN 'individual' ELSE 'corporate' END, 1
FROM legacy.people WHERE batch = %(batch)s AND customer_made
ON CONFLICT (email_identity) DO NOTHING
""",
    # somebody booked in the meantime
    """
UPDATE legacy.people p SET customer_id = coalesce(c.merged_into, c.id), customer_made = false FROM customers.customers c
WHERE p.batch = %(batch)s AND p.customer_made AND c.email_identity = p.identity AND c.id <> p.customer_id
""",
    """
INSERT INTO customers.figures (customer_id, total_bookings, total_spent, first_booking_at, last_booking_at,
  customer_since, last_activity_at)
SELECT customer_id, 0, 0.00, NULL, NULL, first_at, last_at
FROM legacy.people WHERE batch = %(batch)s AND customer_made
""",
    """
INSERT INTO identity.users (id, email, email_identity, first_name, last_name, role, is_organizer, email_verified,
  phone_verified, status, customer_id, failed_login_count, created_at, updated_at, version)
SELECT user_id, email, identity, first_name, last_name, 'customer', false, false, false, 'active', customer_id, 0,
  first_at, last_at, 1
FROM legacy.people WHERE batch = %(batch)s AND user_made
ON CONFLICT (email_identity) DO NOTHING
""",
    """
UPDATE legacy.people p SET user_id = u.id, user_made = false FROM identity.users u
WHERE p.batch = %(batch)s AND p.user_made AND u.email_identity = p.identity AND u.id <> p.user_id
""",
    """
INSERT INTO legacy.made (batch, entity, id)
SELECT batch, 'customer', customer_id FROM legacy.people WHERE batch = %(batch)s AND customer_made
UNION ALL SELECT batch, 'user', user_id FROM legacy.people WHERE batch = %(batch)s AND user_made
""",
    """
INSERT INTO legacy.touched (batch, entity, id, before, version)
SELECT DISTINCT ON (f.customer_id) p.batch, 'figures', f.customer_id, to_jsonb(f), 0
FROM legacy.people p JOIN customers.figures f USING (customer_id) WHERE p.batch = %(batch)s AND NOT p.customer_made
""",
)


def find_people(db: Db, batch: Batch) -> None:
    """Whom the staged lines are for."""
    _find(db, batch, _STAGED)


def make_people(db: Db, batch: Batch, now: datetime, entropy: Entropy) -> None:
    """Customers and users as they were found to be missing; blanks of those that are there are filled."""
    for statement in _MAKE:
        db.execute(statement.encode(), {"batch": batch.name})
    enrich_customers(db, batch.name, now, entropy)
    link_users(db, batch.name, now, entropy)


# of bookings that are in a relation ``one`` (customer_id, status, final_amount, created_at)
COUNT_FIGURES = """
UPDATE customers.figures f SET
  total_bookings = f.total_bookings + g.bookings, total_spent = f.total_spent + g.spent,
  first_booking_at = least(f.first_booking_at, g.first), last_booking_at = greatest(f.last_booking_at, g.last),
  customer_since = least(f.customer_since, g.first), last_activity_at = greatest(f.last_activity_at, g.last)
FROM (SELECT customer_id, count(*) FILTER (WHERE status <> 'cancelled') AS bookings,
        coalesce(sum(final_amount) FILTER (WHERE status <> 'cancelled'), 0) AS spent,
        min(created_at) AS first, max(created_at) AS last
      FROM ({bookings}) one GROUP BY 1) g
WHERE f.customer_id = g.customer_id
"""
_LINKED = "SELECT b.* FROM linked JOIN bookings.bookings b USING (id)"
_LINK = (
    "CREATE TEMPORARY TABLE linked (id uuid PRIMARY KEY) ON COMMIT DROP",
    """
WITH done AS (
  UPDATE bookings.bookings b SET customer_id = p.customer_id, booked_by = p.user_id, version = b.version + 1
  FROM legacy.people p
  WHERE p.batch = %(batch)s AND b.customer_id IS NULL AND b.contact_email_identity = p.identity RETURNING b.id)
INSERT INTO linked SELECT id FROM done
""",
    f"""
INSERT INTO legacy.touched (batch, entity, id, before, version)
SELECT %(batch)s, 'booking', id, jsonb_build_object('version', version - 1), version FROM ({_LINKED}) b
""",
    f"""
INSERT INTO activity.entries (id, at, type, text, customer_id, user_id, entity, entity_id)
SELECT md5('linked:' || id)::uuid, %(now)s, 'booking_linked', 'Booking linked to the customer', customer_id, NULL,
  'booking', id
FROM ({_LINKED}) b
""",
    COUNT_FIGURES.format(bookings=_LINKED),
)
_BACKFILLED = """
SELECT (SELECT count(*) FROM bookings.bookings WHERE customer_id IS NULL),
  count(*) FILTER (WHERE customer_made), count(*) FILTER (WHERE NOT customer_made),
  count(*) FILTER (WHERE user_made)
FROM legacy.people WHERE batch = %(batch)s
"""


def backfill_customers(url: str, *, now: datetime, entropy: Entropy, dry_run: bool) -> Mapping[str, Any]:
    """Links every booking that has an address and no customer, in one transaction; a dry run takes it back.

    Stopped half-way it has done nothing. What it did is a batch, that :func:`.reverting.revert` takes back. Raises
    :class:`BatchUnfinished` and :class:`Busy`. Where nothing was to be linked there is no batch, and ``None`` for it.
    """
    with alone(url) as db:
        unfinished(db, f"{_NAME}{DRY_RUN}" if dry_run else _NAME)
        secret = entropy.bits(256).to_bytes(32)
        batch = begin(db, _NAME, now=now, secret=secret, linking=True, capacity=1)
        named = {"batch": batch.name, "now": now}
        with unmeasured(db):
            _find(db, batch, _WITHOUT_CUSTOMER)
        make_people(db, batch, now, entropy)
        with unmeasured(db):
            for statement in _LINK:
                db.execute(statement.encode(), named)
        linked = db.execute(b"SELECT count(*) FROM linked").fetchall()[0][0]
        [row] = db.execute(_BACKFILLED.encode(), named).fetchall()
        names = ("not_linked", "customers_made", "customers_found", "users_made")
        counts = {"linked": linked, **dict(zip(names, row, strict=True))}
        if dry_run or not linked:
            db.rollback()
        else:
            db.execute(b"DELETE FROM legacy.people WHERE batch = %(batch)s", named)
            update(db, batch.name, state="done", secret=None, counts=Jsonb(counts))
            tell(db, "backfill_customers", {"batch": batch.name, **counts}, now, entropy)
            db.commit()
    return {"batch": batch.name if linked or dry_run else None, **counts}


def _find(db: Db, batch: Batch, bookings: str) -> None:
    named = {"batch": batch.name, "secret": batch.secret}
    db.execute(_FIND.replace("{bookings}", bookings).encode(), named)
