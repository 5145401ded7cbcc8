"""One page of a list, by brute force: sort, cut."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from rft_domain.shared.paging import Key, Page, PageRequest, cut

T = TypeVar("T")


def page_of(
    items: Iterable[T], request: PageRequest, key: Callable[[T], Key], *, newest_first: bool = False
) -> Page[T]:
    """By key, then by id; with ``newest_first`` the keys go down, and the ids of one key still up."""
    by_id = sorted(items, key=lambda row: key(row)[1])
    rows, after = sorted(by_id, key=lambda row: key(row)[0], reverse=newest_first), request.after()
    total = len(rows) if request.count else None
    if after is not None:
        last, last_id = after
        rows = [
            row
            for at, row_id, row in ((*key(row), row) for row in rows)
            if (at < last if newest_first else at > last) or (at == last and row_id > last_id)
        ]
    return cut(rows, request, key, total)


def sortable(at: datetime) -> str:
    """Instants in UTC as text that sorts as they do."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")
