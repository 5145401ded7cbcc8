"""One page of a list in one query, by keyset: a page stays put while rows are added."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Column, ColumnElement, Integer, Select, bindparam, func, null, select, true

from rft_domain.shared.errors import Invalid
from rft_domain.shared.paging import Key, Page, PageRequest, cut
from rft_domain.shared.sorting import instant_in

from .flush import Row

T = TypeVar("T")


def page_of(
    filtered: "Select[Any]",
    after: "ColumnElement[bool] | None",
    *order: "Column[Any]",
    newest_first: bool = False,
    counted: bool,
) -> "Select[Any]":
    """``filtered`` from behind ``after``, in ``order``, and with the total, if asked for, as the last column.

    ``newest_first`` turns the first column of ``order`` round.

    The count stands on its own, and the rows are joined to it, so that an empty page has a total too.
    """
    rows = filtered if after is None else filtered.where(after)
    rows = rows.order_by(*_directed(order, newest_first)).limit(bindparam("limit", type_=Integer))
    if not counted:
        return rows.add_columns(null())
    total = select(func.count().label("total")).select_from(filtered.order_by(None).subquery()).subquery("counted")
    page = rows.subquery("page")
    sorted_by = _directed([page.corresponding_column(each) for each in order], newest_first)
    return select(page, total.c.total).select_from(total.outerjoin(page, true())).order_by(*sorted_by)


def _directed(order: Sequence[Any], newest_first: bool) -> list[Any]:
    return [order[0].desc() if newest_first else order[0], *order[1:]]


def cut_page(rows: list[Row], request: PageRequest, from_row: Callable[[Row], T], key: Callable[[T], Key]) -> Page[T]:
    total = rows[0][-1] if rows else None
    return cut([from_row(row) for row in rows if row[0] is not None], request, key, total)


def behind(at: "Column[Any]", id: "Column[Any]", *, newest_first: bool = False) -> "ColumnElement[bool]":
    """Rows after the one that :func:`instant_place` names, in the order of ``at`` and ``id``."""
    last: BindParameter[Any] = bindparam("after_at")
    last_id: BindParameter[Any] = bindparam("after_id")
    if newest_first:
        return (at <= last) & ((at < last) | (id > last_id))
    return (at >= last) & ((at > last) | (id > last_id))


def instant_place(after: Key) -> dict[str, object]:
    """The values of :func:`behind`. Raises :class:`Invalid` at ``/cursor``."""
    return {"after_at": instant_in(after[0]), "after_id": after[1]}


def text_of(sort_key: str) -> str:
    """Raises :class:`Invalid` at ``/cursor`` for what no stored text can contain."""
    if "\0" in sort_key or (not sort_key.isprintable() and any("\ud800" <= ch <= "\udfff" for ch in sort_key)):
        raise Invalid.at("/cursor", "is not a cursor of this list")
    return sort_key
