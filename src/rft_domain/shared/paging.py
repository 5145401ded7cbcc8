"""Pages of a list that stay put while rows are added: the cursor names the last row seen, not a count."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from attrs import field, frozen

from .errors import Invalid

T = TypeVar("T")
U = TypeVar("U")
Key = tuple[str, UUID]


def _within(instance: object, attribute: object, value: int) -> None:
    if not 1 <= value <= 200:
        raise Invalid.at("/limit", "must be between 1 and 200")


@frozen(kw_only=True)
class PageRequest:
    """Up to ``limit`` items (1–200) after the row named by ``cursor``; ``count`` asks for the total."""

    limit: int = field(default=50, validator=_within)
    cursor: str | None = None
    count: bool = False

    def after(self) -> Key | None:
        """The sort key of the last row seen. Raises :class:`Invalid` at ``/cursor``."""
        if self.cursor is None:
            return None
        try:
            sort_key, row_id = json.loads(base64.urlsafe_b64decode(self.cursor.encode("ascii")))
            if not isinstance(sort_key, str):
                raise ValueError("not a sort key")
            return sort_key, UUID(row_id)
        except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
            raise Invalid.at("/cursor", "is not a cursor of this list") from None


FIRST_PAGE = PageRequest()


@frozen(kw_only=True)
class Page(Generic[T]):
    """``next_cursor`` is ``None`` on the last page; ``total`` only where it was asked for."""

    items: tuple[T, ...]
    next_cursor: str | None = None
    total: int | None = None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        return Page(items=tuple(map(change, self.items)), next_cursor=self.next_cursor, total=self.total)


def cut(rows: "list[T]", request: PageRequest, key: Callable[[T], Key], total: int | None) -> Page[T]:
    """A page from up to ``limit + 1`` rows: the extra one only tells that there is more."""
    items = tuple(rows[: request.limit])
    more = len(rows) > request.limit
    return Page(items=items, next_cursor=cursor_of(key(items[-1])) if more else None, total=total)


def cursor_of(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps([key[0], str(key[1])]).encode()).decode("ascii")
