"""What is kept no longer: rule by rule, over the same views as erasing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from attrs import evolve

from rft_domain.identity.user import Role
from rft_domain.privacy.columns import Table
from rft_domain.privacy.ports import Retention
from rft_domain.privacy.retention import Kept, Rule
from rft_domain.privacy.tables import TABLES
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId

from ..state import State
from .paths import emptied
from .views import Item, copied, drop, items, replace, take_over

_BY_NAME = {table.name: table for table in TABLES}


class MemoryRetention:
    """Forgets in a draft, which the commit makes true."""

    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state, self._hold = state, hold
        self._draft: State | None = None
        self._applied: list[Kept] = []

    def count(self, rule: Rule, before: datetime) -> int:
        with self._state.lock:
            return sum(1 for _ in _old(self._draft or self._state, rule, before))

    def forget(self, rule: Rule, before: datetime) -> int:
        self._hold()
        self._draft = draft = self._draft or copied(self._state)
        table, old = _BY_NAME[rule.table], list(_old(draft, rule, before))
        for item in old:
            if rule.emptied:
                replace(draft, rule.table, item, _without(item, table, rule))
            else:
                drop(draft, rule.table, item)
        kept = Kept(name=rule.name, table=rule.table, before=before, rows=len(old), because=rule.because)
        self._applied.append(kept)
        return len(old)

    def idle(self, before: datetime, limit: int) -> tuple[CustomerId, ...]:
        with self._state.lock:
            awake = {
                user.customer_id
                for user in self._state.users.values()
                if user.role is not Role.CUSTOMER or (user.last_login_at or before) > before
            }
            idle = [
                customer
                for customer in self._state.customers.values()
                if customer.erased_at is None
                and customer.figures.last_activity_at < before
                and customer.id not in awake
            ]
        idle.sort(key=lambda customer: (customer.figures.last_activity_at, customer.id))
        return tuple(customer.id for customer in idle[:limit])

    def changed(self) -> Iterable[Pair]:
        """How many there were, and that none is left."""
        return [(one, evolve(one, rows=0)) for one in self._applied if one.rows]

    def check(self) -> None:
        """It is held."""

    def apply(self) -> None:
        if self._draft is not None:
            take_over(self._state, self._draft)


def _old(state: State, rule: Rule, before: datetime) -> Iterator[Item]:
    table = _BY_NAME[rule.table]
    for item in items(state, rule.table):
        since = _since(state, item, table, rule)
        if since is None or since >= before or _is_named(state, item, rule):
            continue
        if not rule.emptied or any(item.column(table, name) is not None for name in rule.emptied):
            yield item


def _since(state: State, item: Item, table: Table, rule: Rule) -> Any:
    for column, other in rule.through:
        key = item.column(table, column)
        table = _BY_NAME[other]
        item = next(one for one in items(state, other) if one.key == key)
    return item.column(table, rule.since)


def _is_named(state: State, item: Item, rule: Rule) -> bool:
    if rule.unless_named_by is None:
        return False
    other, column = rule.unless_named_by
    return any(one.column(_BY_NAME[other], column) == item.key for one in items(state, other))


def _without(item: Item, table: Table, rule: Rule) -> Any:
    value = item.value
    for path in filter(None, map(table.columns.__getitem__, rule.emptied)):
        value = emptied(value, path)
    return value


def _conforms(retention: MemoryRetention) -> Retention:
    return retention
