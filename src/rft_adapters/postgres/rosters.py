"""The seats: the one hot row of the house, written last and as a guarded change (design.md 3)."""

from collections.abc import Iterable

from attrs import evolve
from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    Table,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from rft_domain.bookings.errors import SessionUnknown
from rft_domain.bookings.roster import Roster
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import SessionId

from .flush import ONE, Binds, Dml, Form, Part, Row
from .forms import inserting
from .link import Link
from .metadata import METADATA, check, whole
from .query import query

ROSTERS = Table(
    "rosters",
    METADATA,
    Column("session_id", Uuid, ForeignKey("catalogue.sessions.id"), primary_key=True),
    whole("capacity"),
    whole("seats_taken"),
    whole("over_by"),
    check("capacity", "capacity >= 1"),
    check("seats_taken", "seats_taken BETWEEN 0 AND capacity + over_by"),
    check("over_by", "over_by >= 0"),
    schema="bookings",
    # room for the next version of the row on its own page: no index is touched, and old versions go at once
    postgresql_with={"fillfactor": "50"},
)


def _changing() -> Form:
    """Seats taken or given back, and the capacity where it changes: never more taken than there are.

    Of a session whose imported history is over the capacity, seats may be given back: ``over_by`` shrinks, never grows.
    """
    c = ROSTERS.c
    columns = (c.session_id, c.seats_taken, Column("new_capacity", Integer))

    def build(binds: Binds) -> Dml:
        ((session_id, seats, capacity),) = binds
        taken, there = c.seats_taken + seats, func.coalesce(capacity, c.capacity)
        none: ColumnElement[int] = literal_column("0")
        gives_back = and_(seats <= none, there >= c.capacity)
        fits = and_(c.session_id == session_id, taken >= none, or_(taken <= there, gives_back))
        over_by = func.least(c.over_by, func.greatest(none, taken - there))
        return ROSTERS.update().values(seats_taken=taken, capacity=there, over_by=over_by).where(fits).returning(ONE)

    return Form("rosters", columns, build)


_INSERT = inserting(ROSTERS)
_CHANGE = _changing()
_HOLD = query(
    select(*ROSTERS.columns).where(ROSTERS.c.session_id == bindparam("session_id")).with_for_update(key_share=True)
)


def from_row(row: Row) -> Roster:
    return Roster(session_id=SessionId(row[0]), capacity=row[1], seats_taken=row[2], over_by=row[3])


class RosterRepository:
    """The bookings slice's ``Rosters``."""

    __slots__ = ("_added", "_capacities", "_held", "_link", "_resized", "_seats")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: dict[SessionId, Roster] = {}
        self._seats: dict[SessionId, int] = {}
        self._capacities: dict[SessionId, int] = {}
        self._held: dict[SessionId, Roster] = {}
        self._resized: dict[SessionId, int] = {}

    def hold(self, session_id: SessionId) -> Roster:
        rows = self._link.held_rows(_HOLD, {"session_id": session_id})
        if not rows:
            raise SessionUnknown()
        self._held.setdefault(session_id, roster := from_row(rows[0]))
        return roster

    def add(self, roster: Roster) -> None:
        self._added[roster.session_id] = roster

    def resize(self, session_id: SessionId, capacity: int) -> None:
        self._capacities[session_id] = self._resized[session_id] = capacity

    def change(self, session_id: SessionId, seats: int) -> None:
        self._seats[session_id] = self._seats.get(session_id, 0) + seats

    def changed(self) -> Iterable[Pair]:
        """The capacities; what happens to the seats, the bookings tell."""
        held = self._held
        return [(held[key], evolve(held[key], capacity=new)) for key, new in self._resized.items() if key in held]

    def parts(self) -> list[Part]:
        """In the order of their ids, one part each: two commands never wait for each other in a circle."""
        if not self._added and not self._seats and not self._capacities:
            return []
        added = [
            (key, self._capacities.pop(key, new.capacity), new.seats_taken + self._seats.pop(key, 0), new.over_by)
            for key, new in self._added.items()
        ]
        changes = [
            (key, self._seats.get(key, 0), self._capacities.get(key))
            for key in sorted(self._seats.keys() | self._capacities.keys())
        ]
        self._added, self._seats, self._capacities = {}, {}, {}
        return [(_INSERT, added), *((_CHANGE, [change]) for change in changes)]
