"""Everything about one person, and its erasure: SQL made of the domain's rules, statement by statement."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache

from attrs import evolve
from sqlalchemy import text

from rft_domain.privacy.columns import ERASED, Found, How, Step, Table, With, as_told
from rft_domain.privacy.ports import PersonalData
from rft_domain.privacy.ports import Row as ToldRow
from rft_domain.privacy.scope import Ids, Scope, keys_of
from rft_domain.privacy.tables import TABLES
from rft_domain.shared.email import NOBODYS
from rft_domain.shared.ids import BookingId, CustomerId, DeviceId, UserId
from rft_domain.shared.phone import Phone

from .link import Link
from .query import Query, query

_UUIDS = (Ids.CUSTOMERS, Ids.USERS, Ids.BOOKINGS, Ids.TOUCHED, Ids.ACTORS)
_ADDRESS = f"'erased-' || t.id || '@{NOBODYS}'"
_VALUES: Mapping[With, str] = {
    With.ADDRESS: _ADDRESS,
    With.WORD: f"'{ERASED}'",
    With.BLANK: "''",
    With.NOTHING: "NULL",
    With.INACTIVE: "'inactive'",
    With.ZERO: "0",
    With.FALSE: "false",
    With.BYTES: "''::bytea",
    With.LIST: "'{}'",
    With.NOW: "CAST(:now AS timestamptz)",
    With.REFERENCE: "(SELECT r.symbols FROM unnest(CAST(:referring AS uuid[]), CAST(:references AS text[])) "
    "AS r(id, symbols) WHERE r.id = t.id)",
}

# erasing, as forgetting, reads whole tables where no index helps: rare, and worth the wait
TAKE_TIME = query(text("SELECT set_config('statement_timeout', '600000', true)"))
_HOLD = " FOR UPDATE"
# and whoever was merged into them
_CUSTOMERS = (
    "SELECT email_identity, id FROM customers.customers WHERE id = ANY(CAST(:customers AS uuid[])) "
    "OR merged_into = ANY(CAST(:customers AS uuid[])) ORDER BY id"
)
_USERS = "SELECT email_identity, phone FROM identity.users WHERE id = ANY(CAST(:users AS uuid[])) ORDER BY id"
_BOOKINGS = query(
    text("""
    SELECT id FROM bookings.bookings
     WHERE customer_id = ANY(CAST(:customers AS uuid[]))
        OR customer_id IS NULL AND contact_email_identity = ANY(CAST(:addresses AS text[]))""")
)
_TOUCHED = query(
    text("""
    SELECT id FROM bookings.bookings WHERE contact_email_identity = ANY(CAST(:addresses AS text[]))
     UNION SELECT booking_id FROM bookings.attendees WHERE email_identity = ANY(CAST(:addresses AS text[]))""")
)
_DEVICES = query(text("SELECT id FROM identity.devices WHERE user_id = ANY(CAST(:users AS uuid[]))"))
_PORTAL = query(text("SELECT id FROM identity.portal_sessions WHERE customer_id = ANY(CAST(:customers AS uuid[]))"))
_AHEAD = query(
    text("""
    SELECT count(*) FROM bookings.bookings b JOIN catalogue.sessions s ON s.id = b.session_id
     WHERE b.id = ANY(CAST(:bookings AS uuid[])) AND b.status NOT IN ('cancelled', 'completed')
       AND s.ends_at > CAST(:now AS timestamptz)""")
)


def _where(found: Sequence[Found]) -> str:
    return " OR ".join(map(_finding, found))


def _finding(one: Found) -> str:
    ids = f"CAST(:{one.ids.value} AS {'uuid' if one.ids in _UUIDS else 'text'}[])"
    match one.how:
        case How.VALUES:
            return f"EXISTS (SELECT FROM jsonb_each_text(t.{one.column}) p WHERE p.value = ANY({ids}))"
        case How.ENTITIES:
            return f"EXISTS (SELECT FROM jsonb_array_elements(t.{one.column}) p WHERE p ->> 'id' = ANY({ids}))"
        case How.OVERLAPS:
            return f"t.{one.column} && {ids}"
        case How.CONTAINS:
            return f"EXISTS (SELECT FROM unnest({ids}) w WHERE position(w IN lower(t.{one.column})) > 0)"
    return f"t.{one.column} = ANY({ids})"


@lru_cache(maxsize=256)
def _erasing(
    table: str, found: tuple[Found, ...], only: tuple[str, ...], changes: tuple[tuple[str, With], ...]
) -> Query:
    where = f"({_where(found)})"
    if only:
        where += f" AND t.{only[0]} IN ({', '.join(map(repr, only[1:]))})"
    if not changes:
        return query(text(f"DELETE FROM {table} t WHERE {where} RETURNING 1"))
    if all(kind is With.NOTHING for _, kind in changes):
        where += f" AND ({' OR '.join(f't.{name} IS NOT NULL' for name, _ in changes)})"
    sets = ", ".join(f"{name} = {_value(name, kind)}" for name, kind in changes)
    return query(text(f"UPDATE {table} t SET {sets} WHERE {where} RETURNING 1"))


def _value(name: str, kind: With) -> str:
    return f"t.{name} + 1" if kind is With.NEXT else _VALUES[kind]


def _query_of(table: Table, step: Step) -> Query:
    only = (step.only[0], *sorted(step.only[1])) if step.only else ()
    return _erasing(table.name, step.found, only, tuple(step.changes.items()))


@lru_cache(maxsize=64)
def _telling(table: str, columns: tuple[str, ...], found: tuple[Found, ...], first: str) -> Query:
    names = ", ".join(f"t.{name}" for name in columns)
    return query(text(f"SELECT {names} FROM {table} t WHERE {_where(found)} ORDER BY t.{first}"))


def _tracing() -> Iterator[Query]:
    """Ids of the rows that go."""
    for table in TABLES:
        if table.goes and "id" in table.columns and table.name.startswith("identity."):
            for step in table.steps:
                yield query(text(f"SELECT t.id FROM {table.name} t WHERE {_where(step.found)}"))


_TRACING = tuple(_tracing())
_SELECT_CUSTOMERS = {hold: query(text(_CUSTOMERS + _HOLD * hold)) for hold in (False, True)}
_SELECT_USERS = {hold: query(text(_USERS + _HOLD * hold)) for hold in (False, True)}


class PostgresPersonalData:
    """The privacy slice's ``PersonalData``. Erases at once, in the transaction that the commit ends."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def scope(self, customers: Set[CustomerId], users: Set[UserId], *, hold: bool = False) -> Scope:
        self._link.held_rows(TAKE_TIME, {})
        scope = Scope(customers=frozenset(customers), users=frozenset(users))
        emails = self._link.held_rows(_SELECT_CUSTOMERS[hold], _named(scope))
        known = self._link.held_rows(_SELECT_USERS[hold], _named(scope))
        everybody = frozenset(CustomerId(row[1]) for row in emails)
        scope = evolve(scope, customers=everybody, addresses=frozenset(row[0] for row in (*emails, *known)))
        bookings = frozenset(BookingId(row[0]) for row in self._link.held_rows(_BOOKINGS, _named(scope)))
        touched = frozenset(BookingId(row[0]) for row in self._link.held_rows(_TOUCHED, _named(scope)))
        devices = [DeviceId(row[0]) for row in self._link.held_rows(_DEVICES, _named(scope))]
        phones = [Phone(row[1]) for row in known if row[1]]
        scope = evolve(
            scope,
            bookings=bookings,
            touched=touched - bookings,
            keys=frozenset(keys_of(scope.addresses, devices, users, phones)),
            portal_sessions=frozenset(row[0] for row in self._link.held_rows(_PORTAL, _named(scope))),
        )
        traces = [row[0] for trace in _TRACING for row in self._link.held_rows(trace, _named(scope))]
        return evolve(scope, traces=frozenset(traces))

    def bookings_ahead(self, scope: Scope, now: datetime) -> int:
        [[count]] = self._link.held_rows(_AHEAD, {"bookings": list(scope.bookings), "now": now})
        return int(count)

    def rows(self, table: Table, scope: Scope) -> Sequence[ToldRow]:
        telling = _telling(table.name, table.read, table.told_found, next(iter(table.columns)))
        rows = self._link.held_rows(telling, _named(scope))
        return [dict(zip(table.read, map(as_told, row), strict=True)) for row in rows]

    def erase(self, tables: Sequence[Table], scope: Scope, now: datetime) -> Mapping[str, int]:
        self._link.held_rows(TAKE_TIME, {})
        named = _named(scope) | {"now": now}
        return {
            table.name: sum(len(self._link.held_rows(_query_of(table, step), named)) for step in table.steps)
            for table in tables
        }


def _named(scope: Scope) -> dict[str, object]:
    sets: dict[str, object] = {which.value: list(scope.ids(which)) for which in Ids}
    return sets | {"referring": list(scope.references), "references": list(scope.references.values())}


def _conforms(data: PostgresPersonalData) -> PersonalData:
    return data
