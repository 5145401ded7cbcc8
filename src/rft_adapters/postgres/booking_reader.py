"""Reading bookings: one query, one page."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, false, func, or_, select, true

from rft_domain.access.visibility import Visibility
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.errors import BookingNotFound
from rft_domain.bookings.queries import BookingFilter
from rft_domain.shared.ids import BookingId
from rft_domain.shared.paging import Key, Page, PageRequest

from .bookings import BOOKINGS, WITH_ATTENDEES, from_row, read_keys
from .catalogue import SESSION_INSTRUCTORS
from .customers import CUSTOMERS, PRESENT_ID
from .key_ring import KeyRing
from .link import Link
from .pages import behind, cut_page, instant_place, page_of
from .query import Query, query
from .searching import found

_B = BOOKINGS.c
_WANTED: dict[str, ColumnElement[bool]] = {
    "customer_id": _B.customer_id == bindparam("customer_id"),
    "session_id": _B.session_id == bindparam("session_id"),
    "status": _B.status == bindparam("status"),
    "from_": _B.created_at >= bindparam("from_"),
    "to": _B.created_at < bindparam("to"),
}
# an old id leads to the winner; else, and where there is no such customer, to itself
_PRESENT_ID = select(PRESENT_ID).where(CUSTOMERS.c.id == bindparam("customer_id")).scalar_subquery()
_ANYBODYS = {**_WANTED, "customer_id": _B.customer_id == func.coalesce(_PRESENT_ID, bindparam("customer_id"))}
_AFTER = behind(_B.created_at, _B.id, newest_first=True)
# what Visibility.shows says, once more in SQL; a booking belongs to a customer and to the instructors of its session
_SHOWN: dict[str, ColumnElement[bool]] = {
    "seen_customer_id": _B.customer_id == bindparam("seen_customer_id"),
    "seen_instructor_id": exists().where(
        SESSION_INSTRUCTORS.c.session_id == _B.session_id,
        SESSION_INSTRUCTORS.c.user_id == bindparam("seen_instructor_id"),
    ),
    "seen_booking_id": _B.id == bindparam("seen_booking_id"),
}


def seen(visible: Visibility) -> dict[str, object]:
    """The ids by which a booking may be seen; none of them where everything is seen, or nothing."""
    if visible.everything:
        return {}
    named = {
        "seen_customer_id": visible.customer_id,
        "seen_instructor_id": visible.instructor_id,
        "seen_booking_id": visible.booking_id,
    }
    return {name: value for name, value in named.items() if value is not None}


def shown(everything: bool, ids: frozenset[str]) -> "ColumnElement[bool]":
    """Everything, or what matches any of ``ids``. With none, nothing."""
    return true() if everything else or_(false(), *(_SHOWN[name] for name in sorted(ids)))


class PostgresBookingReader:
    """The bookings slice's ``BookingReader``."""

    __slots__ = ("_key_ring", "_link")

    def __init__(self, link: Link, key_ring: KeyRing) -> None:
        self._link, self._key_ring = link, key_ring

    def page(self, wanted: BookingFilter, page: PageRequest, *, visible: Visibility) -> Page[Booking]:
        chosen = _chosen(wanted)
        ids = seen(visible)
        words = {f"word_{place}": word for place, word in enumerate(wanted.words)}
        named = {**chosen, **ids, **words, "limit": page.limit + 1}
        after = page.after()
        if after is not None:
            named |= instant_place(after)
        statement = _page(
            frozenset(chosen), visible.everything, frozenset(ids), after is not None, page.count, len(words)
        )
        rows = self._link.rows(statement, named)
        read_keys(rows, self._key_ring)
        return cut_page(rows, page, lambda row: from_row(row, self._key_ring), _key)

    def one(self, booking_id: BookingId, *, visible: Visibility) -> Booking:
        ids = seen(visible)
        rows = self._link.rows(_one(visible.everything, frozenset(ids)), {**ids, "id": booking_id})
        if not rows:
            raise BookingNotFound()
        return from_row(rows[0], self._key_ring)


@lru_cache(maxsize=256)
def _page(
    wanted: frozenset[str], everything: bool, ids: frozenset[str], goes_on: bool, counted: bool, words: int = 0
) -> Query:
    filters = _ANYBODYS if everything else _WANTED
    filtered = select(*WITH_ATTENDEES).where(
        shown(everything, ids), *(filters[name] for name in sorted(wanted)), *found(_B.searched, words)
    )
    return query(
        page_of(filtered, _AFTER if goes_on else None, _B.created_at, _B.id, newest_first=True, counted=counted)
    )


@lru_cache(maxsize=16)
def _one(everything: bool, ids: frozenset[str]) -> Query:
    return query(select(*WITH_ATTENDEES).where(_B.id == bindparam("id"), shown(everything, ids)))


def _chosen(wanted: BookingFilter) -> dict[str, Any]:
    named = {
        "customer_id": wanted.customer_id,
        "session_id": wanted.session_id,
        "status": wanted.status.value if wanted.status else None,
        "from_": wanted.from_,
        "to": wanted.to,
    }
    return {name: value for name, value in named.items() if value is not None}


def _key(booking: Booking) -> Key:
    return booking.created_at.isoformat(), booking.id
