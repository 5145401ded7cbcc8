"""What a batch changes of customers and users that were there: by the domain's own rules, told to the audit trail.

One by one, for these are few: customers with a blank that old bookings fill, users without a customer.
"""

from collections.abc import Callable
from datetime import datetime

from psycopg.types.json import Jsonb

from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId, Entropy
from rft_domain.shared.phone import Phone

from .. import customers, identity
from .auditing import tell
from .batches import Db

_PAGE = 500
_KNOWN = ", ".join(f"{'c' if each.table is customers.CUSTOMERS else 'f'}.{each.name}" for each in customers.COLUMNS)
_CUSTOMERS = f"""
SELECT {_KNOWN},
  p.phone, p.company, c.searched, c.grams
FROM (SELECT customer_id, (array_agg(phone ORDER BY last_at DESC) FILTER (WHERE phone IS NOT NULL))[1] AS phone,
        (array_agg(company ORDER BY last_at DESC) FILTER (WHERE company IS NOT NULL))[1] AS company
      FROM legacy.people WHERE batch = %(batch)s AND NOT customer_made GROUP BY 1) p
JOIN customers.customers c ON c.id = p.customer_id JOIN customers.figures f ON f.customer_id = c.id
WHERE (c.phone IS NULL AND p.phone IS NOT NULL OR c.company IS NULL AND p.company IS NOT NULL) AND c.id > %(after)s
ORDER BY c.id LIMIT {_PAGE}
"""
# a history goes to those who proved the address (product.md A5)
_USERS = f"""
SELECT {", ".join(f"u.{column.name}" for column in identity.USERS.columns)}, p.customer_id
FROM legacy.people p JOIN identity.users u ON u.id = p.user_id
WHERE p.batch = %(batch)s AND NOT p.user_made AND u.customer_id IS NULL AND u.email_verified AND u.id > %(after)s
ORDER BY u.id LIMIT {_PAGE}
"""
_TOUCH = b"INSERT INTO legacy.touched (batch, entity, id, before, version) VALUES (%s, %s, %s, %s, %s)"
_ENTRY = b"""
INSERT INTO activity.entries (id, at, type, text, customer_id, user_id, entity, entity_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_FOUND_BY = ("searched", "grams")
_NOBODY = "00000000-0000-0000-0000-000000000000"


def enrich_customers(db: Db, batch: str, now: datetime, entropy: Entropy) -> None:
    """Blanks filled, nothing overwritten (product.md B6)."""

    def change(row: tuple[object, ...]) -> Pair:
        before = customers.from_row(row[:-4])
        phone, company, *found_by = row[-4:]
        known = {"phone": Phone(str(phone)) if phone else None, "company": company}
        after = before.enriched(known, now)
        old = {"phone": row[8], "company": row[17], "updated_at": str(before.updated_at), "version": before.version}
        old |= dict(zip(_FOUND_BY, found_by, strict=True))
        new = customers.to_row(after)
        db.execute(_TOUCH, [batch, "customer", after.id, Jsonb(old), after.version])
        db.execute(
            b"UPDATE customers.customers SET phone = %s, company = %s, updated_at = %s, version = %s, searched = %s,"
            b" grams = %s WHERE id = %s",
            [new[8], new[17], after.updated_at, after.version, *new[-2:], after.id],
        )
        changed = [name for name in ("phone", "company") if getattr(before.profile, name) is None and known[name]]
        text = f"Profile changed: {', '.join(changed)}"
        entry = [entropy.uuid(), now, "profile_changed", text, after.id, None, "customer", after.id]
        db.execute(_ENTRY, entry)
        return before, after

    _page_by_page(db, _CUSTOMERS, batch, now, entropy, change)


def link_users(db: Db, batch: str, now: datetime, entropy: Entropy) -> None:
    """Users who proved their address become members of the customer whose address it is."""

    def change(row: tuple[object, ...]) -> Pair:
        before = identity.from_row(row[:-1])
        after = before.linked_to(CustomerId(row[-1]), now)  # type: ignore[arg-type]  # the driver reads a UUID
        old = {"customer_id": None, "updated_at": str(before.updated_at), "version": before.version}
        db.execute(_TOUCH, [batch, "user", after.id, Jsonb(old), after.version])
        db.execute(
            b"UPDATE identity.users SET customer_id = %s, updated_at = %s, version = %s WHERE id = %s",
            [after.customer_id, after.updated_at, after.version, after.id],
        )
        text = "User became a member of the customer"
        entry = [entropy.uuid(), now, "user_linked", text, after.customer_id, after.id, "user", after.id]
        db.execute(_ENTRY, entry)
        return before, after

    _page_by_page(db, _USERS, batch, now, entropy, change)


def _page_by_page(
    db: Db, sql: str, batch: str, now: datetime, entropy: Entropy, change: Callable[[tuple[object, ...]], Pair]
) -> None:
    after: object = _NOBODY
    while rows := db.execute(sql.encode(), {"batch": batch, "after": after}).fetchall():
        tell(db, "import_bookings", {"batch": batch}, now, entropy, [change(row) for row in rows])
        after = rows[-1][0]
