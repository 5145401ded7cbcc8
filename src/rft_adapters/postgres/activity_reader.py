"""Reading the activity log of one person: one query, one page."""

from functools import lru_cache

from sqlalchemy import bindparam, select

from rft_domain.activity.entry import ActivityEntry
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.shared.paging import Key, Page, PageRequest

from .activity import ENTRIES, entry_from_row
from .link import Link
from .pages import behind, cut_page, instant_place, page_of
from .query import Query, query

_E = ENTRIES.c
_AFTER = behind(_E.at, _E.id, newest_first=True)


class PostgresActivityReader:
    """The activity slice's ``ActivityReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def page(self, user_id: UserId, customer_id: CustomerId | None, page: PageRequest) -> Page[ActivityEntry]:
        named: dict[str, object] = {"user_id": user_id, "limit": page.limit + 1}
        if customer_id is not None:
            named["customer_id"] = customer_id
        after = page.after()
        if after is not None:
            named |= instant_place(after)
        statement = _page(customer_id is not None, after is not None, page.count)
        return cut_page(self._link.rows(statement, named), page, entry_from_row, _key)


@lru_cache(maxsize=8)
def _page(with_customer: bool, goes_on: bool, counted: bool) -> Query:
    concerned = _E.user_id == bindparam("user_id")
    if with_customer:
        concerned |= _E.customer_id == bindparam("customer_id")
    filtered = select(*ENTRIES.columns).where(concerned)
    return query(page_of(filtered, _AFTER if goes_on else None, _E.at, _E.id, newest_first=True, counted=counted))


def _key(entry: ActivityEntry) -> Key:
    return entry.at.isoformat(), entry.id
