"""Collected writes as one statement (design.md 3).

Each kind of write is a part: a data-modifying CTE that returns one row per row written. The main statement counts them
in a CASE, whose branches run in the order in which they stand: so the parts run in that order, and the seats come
last. A guarded part that wrote fewer rows than it was given makes the whole statement fail.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from attrs import field, frozen
from sqlalchemy import BindParameter, Column, Label, Select, bindparam, case, column, func, literal_column, select, true
from sqlalchemy import cast as sql_cast
from sqlalchemy import values as sql_values
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate
from sqlalchemy.sql.selectable import CTE, Values

from .errors import STALE
from .query import query

Row = tuple[Any, ...]
Binds = Sequence[Sequence["BindParameter[Any]"]]
Selected = Select[Any]
Dml = ReturningInsert[Any] | ReturningUpdate[Any] | ReturningDelete[Any]

# PostgreSQL takes 65,535 parameters; a statement beyond this is rare enough to be sent in several
MOST_PARAMETERS = 8_000

ONE: "Label[Any]" = literal_column("1").label("one")


@frozen(eq=False)
class Form:
    """One way of writing rows: each has the values of ``columns``, and ``build`` makes the part.

    ``what`` is named by the :class:`StaleWrite` of a guarded part. Equal by identity: a form is a constant.
    """

    what: str
    columns: tuple["Column[Any]", ...]
    build: Callable[[Binds], Dml | Selected]
    guarded: bool = True


Part = tuple[Form, Sequence[Row]]
Shape = tuple[tuple[Form, int], ...]


@frozen
class Statement:
    sql: bytes
    values: Sequence[object]


def table_of(form: Form, binds: Binds) -> Values:
    """The rows as a table ``given``. Every value is cast: there is no target column to take a type from."""
    rows = [tuple(sql_cast(bind, bind.type) for bind in row) for row in binds]
    return sql_values(*(column(c.name, c.type) for c in form.columns), name="given").data(rows)


def statements(parts: Sequence[Part]) -> list[Statement]:
    """One statement, or several where one would have too many parameters."""
    return [_statement(group) for group in _groups(parts) if group]


def _statement(parts: Sequence[Part]) -> Statement:
    plan = _plan(tuple((form, len(rows)) for form, rows in parts))
    flat = tuple(chain.from_iterable(chain.from_iterable(rows for _, rows in parts)))
    return Statement(plan.sql, plan.pick(flat))


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    groups: list[list[Part]] = [[]]
    room = MOST_PARAMETERS
    for form, rows in parts:
        width = len(form.columns)
        while rows:
            fits = max(room // width, 0)
            if fits:
                groups[-1].append((form, rows[:fits]))
                room -= width * min(fits, len(rows))
                rows = rows[fits:]
            if rows:
                groups.append([])
                room = MOST_PARAMETERS
    return groups


@frozen
class _Plan:
    sql: bytes
    pick: Callable[[Row], Row] = field(eq=False)


@lru_cache(maxsize=512)
def _plan(shape: Shape) -> _Plan:
    """Compiled once per shape of flush: which parts, and how many rows of each."""
    parts, names = [], []
    for place, (form, count) in enumerate(shape):
        binds = [
            [bindparam(f"p{place}_{row}_{c.name}", type_=c.type, required=True) for c in form.columns]
            for row in range(count)
        ]
        names += [bind.key for row in binds for bind in row]
        parts.append(form.build(binds).cte(f"w{place}"))
    misses = [(_missed(part, form, count), _fail(form.what)) for part, (form, count) in zip(parts, shape, strict=True)]
    whole = query(select(case(*misses, else_=true())))
    places = {name: place for place, name in enumerate(names)}
    return _Plan(whole.sql, _picker([places[name] for name in whole.names]))


def _missed(part: CTE, form: Form, count: int) -> Any:
    """Counting runs the part. One without a guard can never have fewer than no rows."""
    written = select(func.count()).select_from(part).scalar_subquery()
    return written != literal_column(str(count)) if form.guarded else written < literal_column("0")


def _fail(what: str) -> Any:
    """Fails with SQLSTATE 22P02 where it is reached; ``concat`` is not immutable, so nothing runs it ahead of time."""
    return literal_column(f"CAST(concat('{STALE}', '{what}') AS boolean)")


def _picker(order: list[int]) -> Callable[[Row], Row]:
    if order == list(range(len(order))):
        return lambda flat: flat
    return itemgetter(*order) if len(order) > 1 else lambda flat: (flat[order[0]],)
