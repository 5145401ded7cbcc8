"""What is kept no longer: SQL made of the domain's rules."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from attrs import evolve
from sqlalchemy import text

from rft_domain.privacy.ports import Retention
from rft_domain.privacy.retention import Kept, Rule
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId

from .link import Link
from .personal_data import TAKE_TIME
from .query import Query, query

_IDLE = query(
    text("""
    SELECT c.id FROM customers.customers c JOIN customers.figures f ON f.customer_id = c.id
     WHERE c.erased_at IS NULL AND f.last_activity_at < CAST(:before AS timestamptz)
       AND NOT EXISTS (SELECT FROM identity.users u WHERE u.customer_id = c.id
                         AND (u.role <> 'customer' OR u.last_login_at > CAST(:before AS timestamptz)))
     ORDER BY f.last_activity_at, c.id LIMIT CAST(:limit AS integer)""")
)


def _where(rule: Rule) -> str:
    """Joined tables are looked up row by row: each is named by its key."""
    since, ends = f"{'t' if not rule.through else 'j'}.{rule.since}", ""
    before = "CAST(:before AS timestamptz)"
    inner = f"{since} < {before}"
    name = "t"
    for depth, (column, table) in enumerate(rule.through):
        alias = "j" if depth == len(rule.through) - 1 else f"j{depth}"
        ends += f"EXISTS (SELECT FROM {table} {alias} WHERE {alias}.id = {name}.{column} AND "
        name = alias
    where = f"{ends}{inner}{')' * len(rule.through)}"
    if rule.emptied:
        where += f" AND ({' OR '.join(f't.{column} IS NOT NULL' for column in rule.emptied)})"
    if rule.unless_named_by is not None:
        table, column = rule.unless_named_by
        where += f" AND NOT EXISTS (SELECT FROM {table} o WHERE o.{column} = t.id)"
    return where


@lru_cache(maxsize=64)
def _counting(rule: Rule) -> Query:
    return query(text(f"SELECT count(*) FROM {rule.table} t WHERE {_where(rule)}"))


@lru_cache(maxsize=64)
def _forgetting(rule: Rule) -> Query:
    if not rule.emptied:
        return query(text(f"DELETE FROM {rule.table} t WHERE {_where(rule)} RETURNING 1"))
    sets = ", ".join(f"{column} = NULL" for column in rule.emptied)
    return query(text(f"UPDATE {rule.table} t SET {sets} WHERE {_where(rule)} RETURNING 1"))


class PostgresRetention:
    """The privacy slice's ``Retention``. Forgets at once, in the transaction that the commit ends."""

    __slots__ = ("_applied", "_link")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._applied: list[Kept] = []

    def count(self, rule: Rule, before: datetime) -> int:
        self._link.held_rows(TAKE_TIME, {})
        [[rows]] = self._link.held_rows(_counting(rule), {"before": before})
        return int(rows)

    def forget(self, rule: Rule, before: datetime) -> int:
        self._link.held_rows(TAKE_TIME, {})
        rows = len(self._link.held_rows(_forgetting(rule), {"before": before}))
        self._applied.append(Kept(name=rule.name, table=rule.table, before=before, rows=rows, because=rule.because))
        return rows

    def idle(self, before: datetime, limit: int) -> tuple[CustomerId, ...]:
        rows = self._link.held_rows(_IDLE, {"before": before, "limit": limit})
        return tuple(CustomerId(row[0]) for row in rows)

    def changed(self) -> Iterable[Pair]:
        """How many there were, and that none is left."""
        return [(one, evolve(one, rows=0)) for one in self._applied if one.rows]


def _conforms(retention: PostgresRetention) -> Retention:
    return retention
