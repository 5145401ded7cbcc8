"""A customer's figures: a table apart, because every booking changes it, and only by adding to it."""

from typing import Any

from sqlalchemy import ARRAY, Column, ForeignKey, Index, Table, Uuid, bindparam, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert

from rft_domain.customers.figures import Figures, FiguresChange
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money

from .flush import ONE, Binds, Dml, Form, Part, Row, table_of
from .forms import inserting
from .metadata import METADATA, amount, at, whole
from .query import Query, query

FIGURES = Table(
    "figures",
    METADATA,
    Column("customer_id", Uuid, ForeignKey("customers.customers.id"), primary_key=True),
    whole("total_bookings"),
    amount("total_spent"),
    at("first_booking_at", nullable=True),
    at("last_booking_at", nullable=True),
    at("customer_since"),
    at("last_activity_at"),
    at("closed_at", nullable=True),
    schema="customers",
)
# each is read forwards and backwards: downwards, ids go down too
Index("ix_figures_last_activity_at", FIGURES.c.last_activity_at, FIGURES.c.customer_id)
Index("ix_figures_total_bookings", FIGURES.c.total_bookings, FIGURES.c.customer_id)
Index("ix_figures_total_spent", FIGURES.c.total_spent, FIGURES.c.customer_id)


def to_row(customer_id: CustomerId, figures: Figures) -> Row:
    return (
        customer_id,
        figures.total_bookings,
        figures.total_spent.amount,
        figures.first_booking_at,
        figures.last_booking_at,
        figures.customer_since,
        figures.last_activity_at,
        None,
    )


def from_row(row: Row) -> Figures:
    """From the values of all columns but the first; whether they are closed, nobody needs to know."""
    return Figures(
        total_bookings=row[0],
        total_spent=Money(row[1]),
        first_booking_at=row[2],
        last_booking_at=row[3],
        customer_since=row[4],
        last_activity_at=row[5],
    )


def _adding() -> Form:
    """What a customer's figures gain, added to whatever they are by then.

    Of those that are closed nobody books any more: who was about to, looks again, and finds another customer.
    """
    c = FIGURES.c
    columns = (c.customer_id, c.total_bookings, c.total_spent, c.last_booking_at, c.last_activity_at)

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds)
        changes = {
            "total_bookings": c.total_bookings + given.c.total_bookings,
            "total_spent": c.total_spent + given.c.total_spent,
            "first_booking_at": func.least(c.first_booking_at, given.c.last_booking_at),
            "customer_since": func.least(c.customer_since, given.c.last_booking_at),
            "last_booking_at": func.greatest(c.last_booking_at, given.c.last_booking_at),
            "last_activity_at": func.greatest(c.last_activity_at, given.c.last_activity_at),
        }
        may_book = or_(given.c.total_bookings <= literal_column("0"), c.closed_at.is_(None))
        mine = (c.customer_id == given.c.customer_id) & may_book
        return FIGURES.update().values(changes).where(mine).returning(ONE)

    form = Form("figures", columns, build)
    return form


def _settling() -> Query:
    values: dict[str, Any] = {c.name: bindparam(c.name) for c in FIGURES.columns}
    statement = insert(FIGURES).values(values)
    changes = {name: statement.excluded[name] for name in values if name != "customer_id"}
    return query(statement.on_conflict_do_update(index_elements=["customer_id"], set_=changes).returning(ONE))


_INSERT = inserting(FIGURES)
_ADD = _adding()
HOLD = query(
    select(FIGURES.c.customer_id)
    .where(FIGURES.c.customer_id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(FIGURES.c.customer_id)
    .with_for_update()
)
SETTLE = _settling()
DROP = query(FIGURES.delete().where(FIGURES.c.customer_id == bindparam("customer_id")).returning(ONE))


class FiguresLedger:
    """Figures as they were read, and what this unit of work adds to them."""

    __slots__ = ("_changes", "_opened", "_stored")

    def __init__(self) -> None:
        self._stored: dict[CustomerId, Figures] = {}
        self._opened: dict[CustomerId, Figures] = {}
        self._changes: dict[CustomerId, FiguresChange] = {}

    def open(self, customer_id: CustomerId, figures: Figures) -> None:
        self._opened[customer_id] = figures

    def read(self, customer_id: CustomerId, figures: Figures) -> None:
        self._stored[customer_id] = figures

    def change(self, customer_id: CustomerId, change: FiguresChange) -> None:
        staged = self._changes.get(customer_id)
        self._changes[customer_id] = change if staged is None else staged + change

    def of(self, customer_id: CustomerId) -> Figures | None:
        figures = self._opened.get(customer_id) or self._stored.get(customer_id)
        change = self._changes.get(customer_id)
        return figures.after(change) if figures and change else figures

    def parts(self) -> list[Part]:
        if not self._opened and not self._changes:
            return []
        for customer_id in self._opened.keys() | self._changes.keys():
            if (figures := self.of(customer_id)) is not None:
                self._stored[customer_id] = figures
        opened = [to_row(customer_id, self._stored[customer_id]) for customer_id in self._opened]
        gains = [_gain(key, change) for key, change in sorted(self._changes.items()) if key not in self._opened]
        self._opened, self._changes = {}, {}
        return [(_INSERT, opened), (_ADD, gains)]


def _gain(customer_id: CustomerId, change: FiguresChange) -> Row:
    return (customer_id, change.bookings, change.spent.amount, change.booked_at, change.active_at)
