"""People with the figures of their customers: one query, one page."""

from functools import lru_cache
from typing import Any

from attrs import evolve
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select

from rft_domain.access.visibility import Visibility
from rft_domain.identity.user import User
from rft_domain.insights.people import NEVER, Person, PersonFilter, PersonSort, sort_key
from rft_domain.shared.paging import Page, PageRequest
from rft_domain.shared.sorting import place_of, place_text

from .customer_filters import OF_OTHERS, conditions
from .customers import COLUMNS, CUSTOMERS
from .customers import from_row as customer_from_row
from .figures import FIGURES
from .flush import Row
from .identity import USERS
from .identity import from_row as user_from_row
from .link import Link
from .log_in import with_marks
from .pages import cut_page, page_of
from .query import Query, query
from .searching import found
from .user_reader import WANTED, chosen, seen, shown

_U, _C, _F = USERS.c, CUSTOMERS.c, FIGURES.c
_BOOKINGS, _SPENT = func.coalesce(_F.total_bookings, 0), func.coalesce(_F.total_spent, 0)
_ACTIVE = func.coalesce(_F.last_activity_at, literal(NEVER))
_KEYS: "dict[str, ColumnElement[Any]]" = {
    "created_at": _U.created_at,
    "name": _U.searched.collate("C"),  # by code point, as Python sorts
    "last_activity": _ACTIVE,
    "total_bookings": _BOOKINGS,
    "total_spent": _SPENT,
}
_WANTED: "dict[str, ColumnElement[bool]]" = {
    **WANTED,
    "customer_type": _C.customer_type == bindparam("customer_type"),
    "active_from": bindparam("active_from") <= _ACTIVE,
    "active_to": bindparam("active_to") > _ACTIVE,
    "min_spent": bindparam("min_spent") <= _SPENT,
    "min_bookings": bindparam("min_bookings") <= _BOOKINGS,
    # who has no customer wants nothing and goes nowhere
    **{name: _C.id.is_not(None) & conditions([name], {}, _C.id)[0] for name in OF_OTHERS},
}
_FROM = USERS.outerjoin(CUSTOMERS, _C.id == _U.customer_id).outerjoin(FIGURES, _F.customer_id == _U.customer_id)
_WIDTH = len(USERS.columns)


class PostgresPersonReader:
    """``rft_domain.insights``' ``PersonReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def page(self, wanted: PersonFilter, sort: PersonSort, page: PageRequest, *, visible: Visibility) -> Page[Person]:
        picked, mine = _chosen(wanted), seen(visible)
        words = {f"word_{place}": word for place, word in enumerate(wanted.users.words)}
        named = {**picked, **mine, **words, "limit": page.limit + 1}
        if (after := page.after()) is not None:
            named |= {"after_key": place_of(after[0], sort.by), "after_id": after[1]}
        flags = (visible.everything, bool(mine), after is not None, page.count)
        rows = self._link.rows(_page(frozenset(picked), len(words), sort, *flags), named)
        people = cut_page(rows, page, _from_row, lambda one: (place_text(sort_key(one, sort)), one.user.id))
        users = with_marks(self._link, [one.user for one in people.items])
        return evolve(people, items=tuple(map(_with_user, people.items, users)))


@lru_cache(maxsize=512)
def _page(
    wanted: frozenset[str], words: int, sort: PersonSort, everything: bool, own: bool, goes_on: bool, counted: bool
) -> Query:
    filtered = (
        select(*USERS.columns, *COLUMNS, _KEYS[sort.by].label("sort_key"))
        .select_from(_FROM)
        .where(shown(everything, own), *(_WANTED[name] for name in sorted(wanted)), *found(_U.searched, words))
    )
    key: Any = filtered.selected_columns["sort_key"]
    after = _after(sort) if goes_on else None
    return query(page_of(filtered, after, key, _U.id, newest_first=sort.is_down, counted=counted))


def _after(sort: PersonSort) -> "ColumnElement[bool]":
    """Behind the last row. The cursor has no name in it: where names sort, it is looked up."""
    key: ColumnElement[Any] = _KEYS[sort.by]
    last: Any = bindparam("after_key")
    if sort.by == "name":
        other = USERS.alias("last")
        name: Select[Any] = select(other.c.searched.collate("C")).where(other.c.id == bindparam("after_id"))
        last = name.scalar_subquery()
    # written so that an index on the key is entered at the last row
    from_here, behind = (key <= last, key < last) if sort.is_down else (key >= last, key > last)
    return and_(from_here, or_(behind, _U.id > bindparam("after_id")))


def _chosen(wanted: PersonFilter) -> dict[str, Any]:
    named = {
        "customer_type": wanted.customer_type.value if wanted.customer_type else None,
        "active_from": wanted.active_from,
        "active_to": wanted.active_to,
        "min_spent": wanted.min_spent.amount if wanted.min_spent is not None else None,
        "min_bookings": wanted.min_bookings,
        **{name: getattr(wanted, name) for name in OF_OTHERS},
    }
    return {**chosen(wanted.users), **{name: value for name, value in named.items() if value is not None}}


def _with_user(person: Person, user: User) -> Person:
    return evolve(person, user=user)


def _from_row(row: Row) -> Person:
    is_member = row[_WIDTH] is not None
    return Person(
        user=user_from_row(row[:_WIDTH]),
        customer=customer_from_row(row[_WIDTH : _WIDTH + len(COLUMNS)]) if is_member else None,
    )
