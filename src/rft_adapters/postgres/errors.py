"""The one door where the driver's errors become ours (practices.md 13).

A driver's message may quote the values of a row, and those are personal data: nothing of it passes, and whoever
translates raises ``from None``.
"""

import re

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from rft_domain.bookings.errors import DiscountCodeTaken
from rft_domain.catalogue.errors import CourseCodeTaken
from rft_domain.customers.errors import CustomerEmailTaken, SegmentNameTaken
from rft_domain.identity.errors import EmailTaken, PhoneTaken
from rft_domain.shared.errors import Busy, OutcomeUnknown, RftError, StaleWrite, Transient

STALE = "rft-stale-write:"
_STALE = re.compile(STALE + r"([a-z_]+)")

TAKEN: dict[str, type[RftError]] = {
    "uq_users_email_identity": EmailTaken,
    "uq_users_phone": PhoneTaken,
    "uq_customers_email_identity": CustomerEmailTaken,
    "uq_courses_code": CourseCodeTaken,
    "uq_segments_name_folded": SegmentNameTaken,
    "pk_discounts": DiscountCodeTaken,
}

_ROLLED_BACK = ("40001", "40P01")  # serialization failure, deadlock
_LATER = (
    "55P03",  # lock timeout
    "57014",  # statement timeout
    "25P03",  # idle in transaction timeout
    "25006",  # read only: the server is a standby now
)
_NO_RESOURCES = "53"  # class: too many connections, out of memory, disk full
_LOST = ("08", "57P")  # classes: connection exception, operator intervention


class StoreFault(Exception):
    """Neither the caller nor a rival is at fault: a defect here, or a schema that is not at head."""

    def __init__(self, sqlstate: str | None, constraint: str | None) -> None:
        super().__init__(f"the database refused with {sqlstate or 'no SQLSTATE'} ({constraint or 'no constraint'})")


def translate(error: psycopg.Error, *, unknown_if_lost: bool) -> Exception:
    """Ours for theirs. ``unknown_if_lost``: a commit was under way, so a lost connection leaves the outcome open."""
    state, constraint = error.sqlstate or "", error.diag.constraint_name or ""
    if isinstance(error, PoolTimeout | PoolClosed | TooManyRequests):
        return Busy(cause=type(error).__name__)
    if state == "22P02" and (missed := _STALE.search(error.diag.message_primary or "")):
        return StaleWrite(what=missed[1])
    if state == "23505":
        return TAKEN[constraint]() if constraint in TAKEN else StaleWrite(what=constraint)
    if state == "23503" or constraint == "ck_rosters_seats_taken":  # it was there when the decision was taken
        return StaleWrite(what=constraint)
    if state in _ROLLED_BACK:
        return Transient()
    if state in _LATER or state.startswith(_NO_RESOURCES):
        return Busy(cause=state)
    if state.startswith(_LOST) or (isinstance(error, psycopg.OperationalError) and not state):
        return OutcomeUnknown(cause=state) if unknown_if_lost else Busy(cause=state)
    return StoreFault(error.sqlstate, error.diag.constraint_name)
