"""Activity and notes around one customer: one query, one page, and one more read for the keys of its notes, if any.

Three parts, each in order and cut to the page by an index of its own, then put together: a customer of a thousand
bookings costs no more than one of ten.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    func,
    null,
    select,
    true,
    union_all,
)

from rft_domain.activity.timeline import LEFT_OUT, NOTE, TimelineFilter, TimelineItem
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.paging import Key, Page, PageRequest

from . import notes
from .activity import ENTRIES, entry_from_row
from .flush import Row
from .identity import USERS
from .key_ring import KeyRing
from .link import Link
from .notes import NOTES
from .pages import cut_page, instant_place
from .query import Query, query

_E, _N = ENTRIES.c, NOTES.c
_CUSTOMER: "BindParameter[Any]" = bindparam("customer_id")
_LIMIT = bindparam("limit", type_=Integer)
_LAST: "BindParameter[Any]" = bindparam("after_at")
_LAST_ID: "BindParameter[Any]" = bindparam("after_id")
_WIDTH = 2 + len(ENTRIES.columns)


def _columns(*columns: "ColumnElement[Any]") -> list["ColumnElement[Any]"]:
    return [column.label(f"c{place}") for place, column in enumerate(columns)]


# what the list is sorted by; then the one kind of item or the other, filled up with nulls
_ENTRY = _columns(_E.at, _E.id, *ENTRIES.columns, *(cast(null(), c.type) for c in NOTES.columns))
_NOTE = _columns(_N.at, _N.id, *(cast(null(), c.type) for c in ENTRIES.columns), *NOTES.columns)


class PostgresTimelineReader:
    """The activity slice's ``TimelineReader``."""

    __slots__ = ("_key_ring", "_link")

    def __init__(self, link: Link, key_ring: KeyRing) -> None:
        self._link, self._key_ring = link, key_ring

    def page(self, customer_id: CustomerId, wanted: TimelineFilter, page: PageRequest) -> Page[TimelineItem]:
        chosen = {name: value for name, value in _named(wanted).items() if value is not None}
        named = {**chosen, "customer_id": customer_id, "limit": page.limit + 1}
        if (after := page.after()) is not None:
            named |= instant_place(after)
        statement = _page(wanted.type == NOTE, frozenset(chosen), after is not None, page.count)
        rows = self._link.rows(statement, named)
        notes.read_keys((row[_WIDTH:] for row in rows), self._key_ring)
        return cut_page(rows, page, self._from_row, _key)

    def _from_row(self, row: Row) -> TimelineItem:
        if row[2] is not None:
            return entry_from_row(row[2:_WIDTH])
        return notes.from_row(row[_WIDTH:], self._key_ring)


def _named(wanted: TimelineFilter) -> dict[str, object]:
    return {"type": None if wanted.type == NOTE else wanted.type, "from_": wanted.from_, "to": wanted.to}


@lru_cache(maxsize=64)
def _page(notes_only: bool, wanted: frozenset[str], goes_on: bool, counted: bool) -> Query:
    pages: list[Select[Any]] = []
    wholes: list[Select[Any]] = []
    if not notes_only:
        pages += [_first(_of_customer(wanted), _E, goes_on), _first_of_members(wanted, goes_on)]
        wholes += [_of_customer(wanted), _of_members(wanted)]
    if "type" not in wanted:
        pages.append(_first(_notes(wanted), _N, goes_on))
        wholes.append(_notes(wanted))
    found = union_all(*pages).subquery("found")
    rows = select(found).order_by(found.c.c0.desc(), found.c.c1).limit(_LIMIT)
    if not counted:
        return query(rows.add_columns(null()))
    total = select(func.count().label("total")).select_from(union_all(*wholes).subquery()).subquery("counted")
    page = rows.subquery("page")
    whole = select(page, total.c.total).select_from(total.outerjoin(page, true()))
    return query(whole.order_by(page.c.c0.desc(), page.c.c1))


def _of_customer(wanted: frozenset[str]) -> "Select[Any]":
    return select(*_ENTRY).where(_E.customer_id == _CUSTOMER, _E.type != LEFT_OUT, *_conditions(_E, wanted))


def _of_members(wanted: frozenset[str]) -> "Select[Any]":
    mine = (USERS.c.customer_id == _CUSTOMER, _E.customer_id.is_(None), *_conditions(_E, wanted))
    return select(*_ENTRY).join_from(ENTRIES, USERS, USERS.c.id == _E.user_id).where(*mine)


def _first_of_members(wanted: frozenset[str], goes_on: bool) -> "Select[Any]":
    """Of each member no more than the page holds."""
    members = select(USERS.c.id).where(USERS.c.customer_id == _CUSTOMER).subquery("members")
    theirs = (_E.user_id == members.c.id, _E.customer_id.is_(None), *_conditions(_E, wanted))
    each = _first(select(*_ENTRY).where(*theirs), _E, goes_on).lateral("each_of_them")
    together = select(each).select_from(members.join(each, true()))
    return together.order_by(each.c.c0.desc(), each.c.c1).limit(_LIMIT)


def _notes(wanted: frozenset[str]) -> "Select[Any]":
    return select(*_NOTE).where(_N.customer_id == _CUSTOMER, *_conditions(_N, wanted))


def _conditions(columns: Any, wanted: frozenset[str]) -> list["ColumnElement[bool]"]:
    conditions = {
        "type": lambda: columns.type == bindparam("type"),
        "from_": lambda: columns.at >= bindparam("from_"),
        "to": lambda: columns.at < bindparam("to"),
    }
    return [conditions[name]() for name in sorted(wanted)]


def _first(rows: "Select[Any]", columns: Any, goes_on: bool) -> "Select[Any]":
    at, id = columns.at, columns.id
    if goes_on:
        rows = rows.where(at <= _LAST, (at < _LAST) | (id > _LAST_ID))
    return rows.order_by(at.desc(), id).limit(_LIMIT)


def _key(item: TimelineItem) -> Key:
    return item.at.isoformat(), item.id
