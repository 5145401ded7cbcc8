"""Everything that names a customer, and moving it to another: statements made from the rules and the tables."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from attrs import evolve
from sqlalchemy import ARRAY, Column, Select, String, Table, Uuid, and_, bindparam, cast, exists, func, literal, select
from sqlalchemy import union_all as union

from rft_domain.bookings.booking import BookingStatus
from rft_domain.catalogue.session import SessionStatus
from rft_domain.customers.customer import Customer
from rft_domain.customers.merging.plan import Affected, Booked
from rft_domain.customers.merging.rules import RULES, Fate, Rule
from rft_domain.shared.email import Email
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.ids import BookingId, CustomerId, SessionId
from rft_domain.shared.money import Money

from .bookings import ATTENDEES, BOOKINGS
from .catalogue import SESSIONS
from .customers import CUSTOMERS, CustomerRepository
from .flush import ONE, Row
from .link import Link
from .metadata import METADATA
from .query import Query, query
from .rosters import ROSTERS

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_LOSER, _WINNER = bindparam("loser_id", type_=Uuid), bindparam("winner_id", type_=Uuid)


def column_of(place: str) -> "Column[Any]":
    """``schema.table.column``."""
    table, _, name = place.rpartition(".")
    column: Column[Any] = METADATA.tables[table].c[name]
    return column


def _key_of(table: Table) -> "Column[Any]":
    [key] = table.primary_key.columns
    return key


def _named(place: str, rule: Rule) -> "Select[Any]":
    """The rows of a place that name the loser, and whether they are kept as the second of their kind."""
    mine = column_of(place)
    table = mine.table
    second = _second(table, mine, rule) if rule.alone else literal(value=False)
    return select(literal(place, String).label("place"), _key_of(table).label("id"), second.label("second")).where(
        mine == _LOSER
    )


def _second(table: Any, mine: "Column[Any]", rule: Rule) -> Any:
    other = table.alias("other")
    same = [other.c[name] == table.c[name] for name in rule.alone]
    empty = [each.c[name].is_(None) for name in rule.while_empty for each in (table, other)]
    return exists(select(ONE).select_from(other).where(other.c[mine.name] == _WINNER, *same, *empty).correlate(table))


@lru_cache(maxsize=1)
def _everything() -> Query:
    return query(union(*(_named(place, rule) for place, rule in RULES.items() if rule.is_listed)))


@lru_cache(maxsize=64)
def _still(place: str) -> Query:
    mine = column_of(place)
    key = _key_of(mine.table)
    return query(select(key).where(key == func.any(_IDS), mine == _WINNER))


@lru_cache(maxsize=64)
def _moving(place: str) -> Query:
    mine, rule = column_of(place), RULES[place]
    table: Any = mine.table
    changes: dict[str, Any] = {mine.name: _WINNER}
    if rule.versioned:
        changes["version"] = table.c.version + 1
    mine_still = and_(_key_of(table) == func.any(_IDS), mine == _LOSER)
    return query(table.update().values(changes).where(mine_still).returning(ONE))


_PEOPLE = (
    select(func.count())
    .select_from(ATTENDEES)
    .where(ATTENDEES.c.booking_id == BOOKINGS.c.id, ATTENDEES.c.cancelled_at.is_(None))
    .correlate(BOOKINGS)
    .scalar_subquery()
)
_OF_CUSTOMER = (
    select(
        BOOKINGS.c.id,
        BOOKINGS.c.session_id,
        BOOKINGS.c.status,
        _PEOPLE,
        BOOKINGS.c.final_amount,
        BOOKINGS.c.created_at,
        SESSIONS.c.status,
        ROSTERS.c.capacity - ROSTERS.c.seats_taken,
    )
    .select_from(
        BOOKINGS.join(SESSIONS, SESSIONS.c.id == BOOKINGS.c.session_id).join(
            ROSTERS, ROSTERS.c.session_id == SESSIONS.c.id
        )
    )
    .where(BOOKINGS.c.customer_id == bindparam("customer_id"))
    .order_by(BOOKINGS.c.id)
)
_BOOKED = query(_OF_CUSTOMER)
_HOLD_BOOKED = query(_OF_CUSTOMER.with_for_update(of=BOOKINGS, key_share=True))
_PARK = query(
    CUSTOMERS.update()
    .values(email_identity=cast(CUSTOMERS.c.id, String))
    .where(CUSTOMERS.c.id == func.any(_IDS))
    .returning(ONE)
)


class BelongingsRepository:
    """The customers slice's ``Belongings``. What it writes is written at once: it holds the customers."""

    __slots__ = ("_customers", "_held", "_link")

    def __init__(self, link: Link, customers: CustomerRepository) -> None:
        self._link, self._customers = link, customers
        self._held: frozenset[CustomerId] = frozenset()

    @property
    def held(self) -> frozenset[CustomerId]:
        return self._held

    def pair(self, one: CustomerId, other: CustomerId, *, held: bool) -> tuple[Customer, Customer]:
        if held:
            self._held = frozenset((one, other))
        return self._customers.pair(one, other, held=held)

    def of(self, loser_id: CustomerId, winner_id: CustomerId) -> tuple[Affected, ...]:
        found: dict[tuple[str, Fate], list[Any]] = {}
        for place, id, second in self._link.rows(_everything(), {"loser_id": loser_id, "winner_id": winner_id}):
            found.setdefault((place, Fate.KEPT if second else RULES[place].fate), []).append(id)
        return tuple(Affected(place=place, fate=fate, ids=tuple(ids)) for (place, fate), ids in found.items())

    def still_with(self, affected: Sequence[Affected], customer_id: CustomerId) -> tuple[Affected, ...]:
        return tuple(evolve(one, ids=self._still(one, customer_id)) for one in affected)

    def _still(self, one: Affected, customer_id: CustomerId) -> tuple[Any, ...]:
        rows = self._link.rows(_still(one.place), {"ids": list(one.ids), "winner_id": customer_id})
        return tuple(row[0] for row in rows)

    def move(self, affected: Sequence[Affected], loser_id: CustomerId, winner_id: CustomerId) -> None:
        for one in affected:
            named = {"ids": list(one.ids), "loser_id": loser_id, "winner_id": winner_id}
            if len(self._link.held_rows(_moving(one.place), named)) != len(one.ids):
                raise StaleWrite(what=one.place)

    def booked(self, customer_id: CustomerId) -> tuple[Booked, ...]:
        named = {"customer_id": customer_id}
        held = customer_id in self._held
        rows = self._link.held_rows(_HOLD_BOOKED, named) if held else self._link.rows(_BOOKED, named)
        return tuple(_booked(row, customer_id) for row in rows)

    def exchange_addresses(self, one: Customer, other: Customer) -> tuple[Email, Email]:
        self._link.held_rows(_PARK, {"ids": [one.id, other.id]})
        return other.email, one.email


def _booked(row: Row, customer_id: CustomerId) -> Booked:
    return Booked(
        id=BookingId(row[0]),
        customer_id=customer_id,
        session_id=SessionId(row[1]),
        status=BookingStatus(row[2]).value,
        people=row[3],
        final=Money(row[4]),
        created_at=row[5],
        scheduled=row[6] == SessionStatus.SCHEDULED,
        seats_left=row[7],
    )
