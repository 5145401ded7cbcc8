"""The kept figures and the history, side by side; set-based, so that a million customers take no loop.

A count and the correction that follows from it are two statements, with the figures held still before the first: who
books meanwhile waits with what is to be added, and adds it to the corrected figures. As one statement, the
correction would wait for a booking under way, and then write what was counted before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Select, Subquery, Uuid, any_, bindparam, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import LateralFromClause

from rft_domain.customers.figures import Figures
from rft_domain.insights.figures import ACTIVE, OPENED
from rft_domain.insights.recount import CustomerFigures, Drift, Examined
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId

from .activity import ENTRIES
from .bookings import BOOKINGS
from .customers import CUSTOMERS
from .figures import FIGURES, from_row, to_row
from .flush import Row
from .insight_reader import STANDS
from .link import Link
from .query import query

_B, _E, _F = BOOKINGS.c, ENTRIES.c, FIGURES.c
_WIDTH = len(FIGURES.columns) - 1
_GIVEN: Any = any_(bindparam("customer_ids", type_=ARRAY(Uuid)))


def _booked(customer_id: Any) -> LateralFromClause:
    return (
        select(
            func.count().filter(STANDS).label("bookings"),
            cast(func.coalesce(func.sum(_B.final_amount).filter(STANDS), 0), _F.total_spent.type).label("spent"),
            func.min(_B.created_at).label("first_at"),
            func.max(_B.created_at).label("last_at"),
        )
        .where(_B.customer_id == customer_id)
        .lateral("booked")
    )


def _told(customer_id: Any) -> LateralFromClause:
    return (
        select(
            func.min(_E.at).filter(_E.type == OPENED).label("opened_at"),
            func.max(_E.at).filter(or_(*(_E.type == word for word in (*ACTIVE, OPENED)))).label("active_at"),
        )
        .where(_E.customer_id == customer_id)
        .lateral("told")
    )


def _counting(chosen: Subquery) -> "Select[Any]":
    """The id and the counted figures of the customers in ``chosen``, which has the columns of the figures."""
    booked, told = _booked(chosen.c.customer_id), _told(chosen.c.customer_id)
    since = func.least(CUSTOMERS.c.created_at, told.c.opened_at, booked.c.first_at)
    joined = chosen.join(CUSTOMERS, CUSTOMERS.c.id == chosen.c.customer_id)
    return (
        select(
            *chosen.c,
            booked.c.bookings,
            booked.c.spent,
            booked.c.first_at,
            booked.c.last_at,
            since.label("since"),
            func.greatest(since, booked.c.last_at, told.c.active_at).label("active_at"),
        )
        .select_from(joined.join(booked, true()).join(told, true()))
        .order_by(chosen.c.customer_id)
    )


def _stretch(goes_on: bool) -> Subquery:
    behind = [_F.customer_id > bindparam("after")] if goes_on else []
    some = select(*FIGURES.columns).where(*behind).order_by(_F.customer_id)
    return some.limit(bindparam("limit", type_=Integer)).subquery("chosen")


_FIRST, _NEXT = query(_counting(_stretch(False))), query(_counting(_stretch(True)))
_COUNT = query(_counting(select(*FIGURES.columns).where(_F.customer_id == _GIVEN).subquery("chosen")))
HOLD = query(
    select(_F.customer_id).where(_F.customer_id == _GIVEN).order_by(_F.customer_id).with_for_update(key_share=True)
)


def _setting() -> Any:
    names = [c.name for c in FIGURES.columns]
    arrays = [bindparam(c.name, type_=ARRAY(c.type)) for c in FIGURES.columns]
    given = func.unnest(*arrays).table_valued(*FIGURES.columns, name="given").render_derived()
    changes = {name: given.c[name] for name in names[1:]}
    return query(
        FIGURES.update().values(changes).where(_F.customer_id == given.c.customer_id).returning(_F.customer_id)
    )


_SET = _setting()


class PostgresFiguresRecount:
    """``rft_domain.insights``' ``FiguresRecount``."""

    __slots__ = ("_corrected", "_link")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._corrected: list[Drift] = []

    def examine(self, after: CustomerId | None, limit: int) -> Examined:
        named = {"limit": limit} if after is None else {"limit": limit, "after": after}
        rows = self._link.rows(_FIRST if after is None else _NEXT, named)
        drifts = tuple(drift for drift in map(_drift, rows) if drift.kept != drift.counted)
        return Examined(customers=len(rows), drifts=drifts, last=CustomerId(rows[-1][0]) if rows else None)

    def counted(self, customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Figures]:
        rows = self._link.rows(_COUNT, {"customer_ids": list(customer_ids)})
        return {drift.customer_id: drift.counted for drift in map(_drift, rows)}

    def correct(self, customer_ids: Sequence[CustomerId]) -> tuple[CustomerId, ...]:
        given = {"customer_ids": list(customer_ids)}
        self._link.held_rows(HOLD, given)
        drifts = [drift for drift in map(_drift, self._link.rows(_COUNT, given)) if drift.kept != drift.counted]
        if drifts:
            rows = [to_row(drift.customer_id, drift.counted) for drift in drifts]
            names = [column.name for column in FIGURES.columns]
            self._link.rows(_SET, {name: [row[place] for row in rows] for place, name in enumerate(names)})
        self._corrected += drifts
        return tuple(drift.customer_id for drift in drifts)

    def changed(self) -> Iterable[Pair]:
        for one in self._corrected:
            before, after = (CustomerFigures(customer_id=one.customer_id, figures=f) for f in (one.kept, one.counted))
            yield before, after


def _drift(row: Row) -> Drift:
    return Drift(
        customer_id=CustomerId(row[0]), kept=from_row(row[1 : 1 + _WIDTH]), counted=from_row(row[1 + _WIDTH :])
    )
