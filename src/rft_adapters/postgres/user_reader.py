"""Reading users: one query, one page."""

from functools import lru_cache
from typing import Any

from attrs import evolve
from sqlalchemy import ColumnElement, bindparam, false, select, true

from rft_domain.access.visibility import Visibility
from rft_domain.identity.errors import UserNotFound
from rft_domain.identity.queries import UserFilter
from rft_domain.identity.user import User
from rft_domain.shared.ids import UserId
from rft_domain.shared.paging import Key, Page, PageRequest

from .identity import USERS, from_row
from .link import Link
from .log_in import with_marks
from .pages import behind, cut_page, instant_place, page_of
from .query import Query, query
from .searching import found

_U = USERS.c
WANTED: dict[str, ColumnElement[bool]] = {
    "role": _U.role == bindparam("role"),
    "status": _U.status == bindparam("status"),
}
_AFTER = behind(_U.created_at, _U.id, newest_first=True)
_SELF = _U.id == bindparam("seen_user_id")


class PostgresUserReader:
    """The identity slice's ``UserReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def page(self, wanted: UserFilter, page: PageRequest, *, visible: Visibility) -> Page[User]:
        picked, mine = chosen(wanted), seen(visible)
        words = {f"word_{place}": word for place, word in enumerate(wanted.words)}
        named = {**picked, **mine, **words, "limit": page.limit + 1}
        after = page.after()
        if after is not None:
            named |= instant_place(after)
        flags = (visible.everything, bool(mine), after is not None, page.count)
        rows = self._link.rows(_page(frozenset(picked), len(words), *flags), named)
        found = cut_page(rows, page, from_row, _key)
        return evolve(found, items=with_marks(self._link, found.items))

    def one(self, user_id: UserId, *, visible: Visibility) -> User:
        mine = seen(visible)
        rows = self._link.rows(_one(visible.everything, bool(mine)), {**mine, "id": user_id})
        if not rows:
            raise UserNotFound()
        return with_marks(self._link, [from_row(rows[0])])[0]


@lru_cache(maxsize=256)
def _page(wanted: frozenset[str], words: int, everything: bool, own: bool, goes_on: bool, counted: bool) -> Query:
    filtered = select(*USERS.columns).where(
        shown(everything, own), *(WANTED[name] for name in sorted(wanted)), *found(_U.searched, words)
    )
    return query(
        page_of(filtered, _AFTER if goes_on else None, _U.created_at, _U.id, newest_first=True, counted=counted)
    )


@lru_cache(maxsize=4)
def _one(everything: bool, own: bool) -> Query:
    return query(select(*USERS.columns).where(_U.id == bindparam("id"), shown(everything, own)))


def seen(visible: Visibility) -> dict[str, object]:
    """What ``Visibility.shows`` says, once more in SQL: a user belongs to nobody but themselves."""
    return {} if visible.everything or visible.user_id is None else {"seen_user_id": visible.user_id}


def shown(everything: bool, own: bool) -> "ColumnElement[bool]":
    return true() if everything else _SELF if own else false()


def chosen(wanted: UserFilter) -> dict[str, Any]:
    named = {
        "role": wanted.role.value if wanted.role else None,
        "status": wanted.status.value if wanted.status else None,
    }
    return {name: value for name, value in named.items() if value is not None}


def _key(user: User) -> Key:
    return user.created_at.isoformat(), user.id
