"""What the house may not do, lent to it by the owner for one transaction: taking a batch back deletes what it made.

Nobody else ever sees the grants: they go before the commit, and with every rollback.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from rft_domain.shared.errors import Conflict

from ..roles import HOUSE
from .batches import Db

# of these a revert deletes rows
_EMPTIED = (
    *("activity.entries", "bookings.attendees", "bookings.bookings", "bookings.rosters"),
    *("catalogue.sessions", "catalogue.courses", "customers.figures", "customers.customers", "identity.users"),
    *("legacy.lines", "legacy.quarantine", "legacy.made", "legacy.touched"),
)
_MISSING = b"SELECT name FROM unnest(%s::text[]) AS name WHERE NOT has_table_privilege(%s::name, name, 'DELETE')"


class OwnerNeeded(Conflict):
    """The role of the service deletes no bookings and no people."""

    code = "owner-needed"
    message = "A batch is taken back by the role that owns the schema: the service deletes no bookings and no people."


class OwnerUnableToServe(Conflict):
    code = "owner-unable-to-serve"
    message = (
        f"The owner of the schema may not act as {HOUSE}. An administrator of the server runs, with the owner's name: "
        f"GRANT {HOUSE} TO owner WITH INHERIT FALSE, SET TRUE"
    )


@contextmanager
def lent_by_owner(db: Db) -> Iterator[None]:
    """As the house, which may delete. The caller commits afterwards. Raises :class:`OwnerNeeded` and
    :class:`OwnerUnableToServe`.
    """
    try:
        [*lent] = [name for (name,) in db.execute(_MISSING, [list(_EMPTIED), HOUSE])]
        for table in lent:
            db.execute(f"GRANT DELETE ON {table} TO {HOUSE}".encode())
    except psycopg.errors.InsufficientPrivilege:
        raise OwnerNeeded() from None
    try:
        _become_house(db)
    except psycopg.errors.InsufficientPrivilege:
        raise OwnerUnableToServe() from None
    yield
    db.execute(b"RESET ROLE")
    for table in lent:
        db.execute(f"REVOKE DELETE ON {table} FROM {HOUSE}".encode())


@contextmanager
def as_owner(db: Db) -> Iterator[None]:
    """In between, for what only the owner may do."""
    db.execute(b"RESET ROLE")
    yield
    _become_house(db)


def _become_house(db: Db) -> None:
    db.execute(f"SET LOCAL ROLE {HOUSE}".encode())
