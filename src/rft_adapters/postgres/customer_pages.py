"""The queries of the list of customers, each compiled once per shape.

All but the plain one find the ids of one page first, and fetch its rows last. A subquery with an offset or a limit, and
a CTE that is materialized, are walls to the planner: it does what stands there, whatever it takes the words to be.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from rft_domain.customers.finding import CustomerSort

from .customer_filters import OF_CUSTOMERS, OF_FIGURES, conditions
from .customers import COLUMNS, CUSTOMERS
from .figures import FIGURES
from .query import Query, query
from .searching import found

_C, _F = CUSTOMERS.c, FIGURES.c
FIGURE_SORTS = {"last_activity": "last_activity_at", "total_bookings": "total_bookings", "total_spent": "total_spent"}
_KEYS = {"name": "searched", "created_at": "created_at", **FIGURE_SORTS}


# who is there to be found at all: the one place for it
def _is_listed(customers: Any) -> "ColumnElement[bool]":
    listed: ColumnElement[bool] = customers.merged_into.is_(None) & customers.erased_at.is_(None)
    return listed


LISTED = _is_listed(CUSTOMERS.c)
_OF_LISTED = {"merged_into", "erased_at"}
_NONE_LEFT_OUT: "ColumnElement[int]" = literal_column("0")
Columns = Mapping[str, "ColumnElement[Any]"]


@frozen(kw_only=True)
class Shape:
    """``wanted`` names what is filtered for; of ``words`` the number is enough. ``own``: one customer is visible."""

    wanted: frozenset[str]
    words: int
    sort: CustomerSort
    everything: bool
    own: bool
    goes_on: bool

    @property
    def key(self) -> str:
        return _KEYS[self.sort.by]

    @property
    def by_figures(self) -> bool:
        return self.sort.by in FIGURE_SORTS

    @property
    def of_figures(self) -> set[str]:
        """The columns of figures that are filtered or sorted by."""
        return {OF_FIGURES[name] for name in self.wanted & OF_FIGURES.keys()} | (
            {self.key} if self.by_figures else set()
        )

    @property
    def of_customers(self) -> set[str]:
        filtered = {OF_CUSTOMERS[name] for name in self.wanted & OF_CUSTOMERS.keys()}
        return {"searched", *filtered} | (set() if self.by_figures else {self.key})


@lru_cache(maxsize=512)
def plainly(shape: Shape) -> Query:
    """The planner may do what it likes: there are no words, or too short ones for the index."""
    id_, columns = _F.customer_id if shape.by_figures else _C.id, {**_F, **_C}
    both = (
        select(*COLUMNS).join_from(CUSTOMERS, FIGURES).where(_visible(shape), LISTED, *_wanted(shape, columns, _C.id))
    )
    after = _behind(shape, columns[shape.key], id_)
    return query(_ordered(both.where(after), shape, columns[shape.key], id_).limit(bindparam("limit", type_=Integer)))


@lru_cache(maxsize=512)
def by_walk(shape: Shape) -> Query:
    """What matches among the first ``reach`` rows of the sort order."""
    if shape.by_figures:
        first, needed = _F.customer_id, [_F[name] for name in sorted(shape.of_figures)]
    else:
        first, needed = _C.id, [_C[name] for name in sorted(shape.of_customers)]
    table = FIGURES if shape.by_figures else CUSTOMERS
    reached = select(first.label("id"), *needed).where(_behind(shape, table.c[shape.key], first))
    ordered = _ordered(reached, shape, table.c[shape.key], first)
    walk = ordered.limit(bindparam("reach", type_=Integer)).subquery("walk")
    if shape.by_figures:
        customers = _fetched(CUSTOMERS, _C.id, shape.of_customers | _OF_LISTED, walk.c.id)
        return query(_page(shape, _matching(shape, walk, customers).where(_is_listed(customers.c))))
    # asked of what matches only: the walk itself is along an index
    stands = CUSTOMERS.alias("stands")
    listed = select(_is_listed(stands.c)).where(stands.c.id == walk.c.id).scalar_subquery()
    return query(_page(shape, _matching(shape, walk, _figures_of(shape, walk)).where(listed)))


@lru_cache(maxsize=512)
def by_grams(shape: Shape) -> Query:
    """Everything in which the words stand, then sorted."""
    return query(_page(shape, _among_figures(shape) if shape.by_figures else _behind_last(shape, _of_hits(shape))))


def _among_figures(shape: Shape) -> "Select[Any]":
    """The hits in the order of their figures, which are in another table.

    Up to ``few`` are looked up there one by one. More are near the start of the sort order: the first ``reach`` of its
    rows are asked whether they are hits, and where that does not fill the page, the hits are looked up after all.
    """
    hits, figures = _hits(shape), FIGURES.c
    of_others = conditions(shape.wanted - OF_FIGURES.keys(), {**hits.c}, hits.c.id)
    kept = select(hits.c.id).where(*of_others).cte("kept").prefix_with("MATERIALIZED") if of_others else hits
    few: Any = bindparam("few", type_=Integer)
    many = select(func.count()).select_from(kept).scalar_subquery() > few
    needed = [figures[name] for name in sorted(shape.of_figures)]
    reached = select(figures.customer_id.label("id"), *needed).where(many)
    walk = (
        _ordered(_behind_last(shape, reached), shape, figures[shape.key], figures.customer_id)
        .limit(bindparam("reach", type_=Integer))
        .subquery("walk")
    )
    # IS TRUE: a plain IN would be a join, which loses the order; this is a look-up in a hash
    passed = select(walk.c.id, walk.c[shape.key]).where(
        walk.c.id.in_(select(kept.c.id)).is_(True), *_of_figures(shape, walk, walk.c.id)
    )
    limit: Any = bindparam("limit", type_=Integer)
    walked = (
        _ordered(passed, shape, walk.c[shape.key], walk.c.id).limit(limit).cte("walked").prefix_with("MATERIALIZED")
    )
    is_full = select(func.count()).select_from(walked).correlate(None).scalar_subquery() == limit
    looked_up = _fetched(FIGURES, figures.customer_id, shape.of_figures, kept.c.id)
    each = select(kept.c.id, looked_up.c[shape.key]).select_from(kept.join(looked_up, true()))
    rest = _behind_last(shape, each.where(~is_full, *_of_figures(shape, looked_up, kept.c.id)))
    either = union_all(select(walked.c.id, walked.c[shape.key]).where(is_full), rest).subquery("either")
    return select(either.c.id, either.c[shape.key])


def _of_figures(shape: Shape, figures: FromClause, id_: "ColumnElement[Any]") -> "list[ColumnElement[bool]]":
    return conditions(shape.wanted & OF_FIGURES.keys(), {**figures.c}, id_)


@lru_cache(maxsize=512)
def counting(shape: Shape, with_grams: bool) -> Query:
    if with_grams and shape.everything:
        counted: Select[Any] = _of_hits(shape)
    else:
        wanted = _wanted(shape, {**_F, **_C}, _C.id)
        counted = select(_C.id).join_from(CUSTOMERS, FIGURES).where(_visible(shape), LISTED, *wanted)
    return query(select(func.count()).select_from(counted.subquery("counted")))


def _of_hits(shape: Shape) -> "Select[Any]":
    hits = _hits(shape)
    return _matching(evolve(shape, words=0), hits, _figures_of(shape, hits))


def _hits(shape: Shape) -> CTE:
    wide = _C.grams.contains(cast(bindparam("grams"), ARRAY(Integer)))
    # the words are found by then: their text is needed to sort by it, if at all
    needed = shape.of_customers - ({"searched"} if shape.key != "searched" else set())
    columns = [_C[name] for name in sorted(needed)]
    found_there = select(_C.id, *columns).where(wide, LISTED, *found(_C.searched, shape.words))
    return found_there.cte("hits").prefix_with("MATERIALIZED")


def _figures_of(shape: Shape, first: FromClause) -> FromClause | None:
    return _fetched(FIGURES, _F.customer_id, shape.of_figures, first.c.id) if shape.of_figures else None


def _fetched(table: FromClause, key: "ColumnElement[Any]", names: set[str], id_: "ColumnElement[Any]") -> FromClause:
    """Some columns of the row of ``id_``, looked up one by one."""
    return (
        select(*(table.c[name] for name in sorted(names))).where(key == id_).offset(_NONE_LEFT_OUT).lateral("fetched")
    )


def _matching(shape: Shape, first: FromClause, other: FromClause | None) -> "Select[Any]":
    columns: Columns = {**first.c, **(other.c if other is not None else {})}
    joined = first if other is None else first.join(other, true())
    chosen = select(first.c.id, columns[shape.key]).select_from(joined)
    return chosen.where(*_wanted(shape, columns, first.c.id))


def _page(shape: Shape, matching: "Select[Any]") -> "Select[Any]":
    key, id_ = matching.selected_columns[shape.key], matching.selected_columns["id"]
    ids = _ordered(matching, shape, key, id_).limit(bindparam("limit", type_=Integer))
    page = ids.cte("page").prefix_with("MATERIALIZED")
    rows = page.join(CUSTOMERS, _C.id == page.c.id).join(FIGURES, _F.customer_id == page.c.id)
    return _ordered(select(*COLUMNS).select_from(rows), shape, page.c[shape.key], page.c.id)


def _behind_last(shape: Shape, rows: "Select[Any]") -> "Select[Any]":
    columns = rows.selected_columns
    return rows.where(_behind(shape, columns[shape.key], columns["id"]))


def _wanted(shape: Shape, columns: Columns, id_: "ColumnElement[Any]") -> "list[ColumnElement[bool]]":
    spoken = found(columns["searched"], shape.words) if shape.words else []
    return [*conditions(shape.wanted, columns, id_), *spoken]


def _visible(shape: Shape) -> "ColumnElement[bool]":
    return true() if shape.everything else _C.id == bindparam("seen_customer_id") if shape.own else false()


def _behind(shape: Shape, key: "ColumnElement[Any]", id_: "ColumnElement[Any]") -> "ColumnElement[bool]":
    """Behind the last row, where there is one. The cursor has no name in it: where names sort, it is looked up."""
    if not shape.goes_on:
        return true()
    last_id = bindparam("after_id", type_=_C.id.type)
    last: ColumnElement[Any] = bindparam("after_key", type_=key.type)
    if shape.sort.by == "name":
        other = CUSTOMERS.alias("last")
        last = select(other.c.searched).where(other.c.id == last_id).scalar_subquery()
    one, another = tuple_(key, id_), tuple_(last, last_id)
    return one < another if shape.sort.is_down else one > another


def _ordered(rows: "Select[Any]", shape: Shape, key: "ColumnElement[Any]", id_: "ColumnElement[Any]") -> "Select[Any]":
    return rows.order_by(key.desc(), id_.desc()) if shape.sort.is_down else rows.order_by(key, id_)
