"""The numbers of the monitor, in one statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, bindparam, func, select

from rft_domain.identity.user import Role
from rft_domain.insights.monitor import Readings

from .activity import AUDIT
from .bookings import BOOKINGS
from .customers import CUSTOMERS
from .duplicates import DUPLICATES, STANDS
from .identity import USERS
from .link import Link
from .outbox import OUTBOX
from .query import query
from .seals import UNSEALED

_U, _O = USERS.c, OUTBOX.c


def _counted(name: str, table: Any, *rules: Any) -> Subquery:
    return select(func.count().label(name)).select_from(table).where(*rules).subquery(name)


def _users() -> Subquery:
    """All, the active ones and those in each role, in one pass over the index of status and role."""
    roles = [func.count().filter(_U.role == role.value).label(f"role_{role.value}") for role in Role]
    active = func.count().filter(_U.status == "active").label("active_users")
    return select(func.count().label("users"), active, *roles).select_from(USERS).subquery("users")


def _waiting() -> Subquery:
    return (
        select(func.count().label("waiting"), func.min(_O.created_at).label("oldest"))
        .where(_O.due_at.is_not(None))
        .subquery("waiting")
    )


_PARTS = (
    _counted("sign_ups", USERS, _U.created_at >= bindparam("sign_ups_since")),
    _counted("customers", CUSTOMERS, CUSTOMERS.c.merged_into.is_(None)),
    _counted("unlinked", BOOKINGS, BOOKINGS.c.customer_id.is_(None)),
    _counted("duplicates", DUPLICATES, STANDS),
    _waiting(),
    _counted("failed", OUTBOX, _O.put_aside),
    _counted("unsealed", AUDIT, UNSEALED),
    _users(),
)
READINGS = query(select(*(column for part in _PARTS for column in part.c)))


class PostgresMonitorReader:
    """``rft_domain.insights``' ``MonitorReader``. The house asks: who waits for a letter is nobody else's to see."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def readings(self, sign_ups_since: datetime) -> Readings:
        [row] = self._link.rows(READINGS, {"sign_ups_since": sign_ups_since})
        sign_ups, customers, unlinked, duplicates, waiting, oldest, failed, unsealed, users, active, *roles = row
        return Readings(
            users=users,
            active_users=active,
            by_role=dict(zip(Role, roles, strict=True)),
            sign_ups=sign_ups,
            customers=customers,
            unlinked_bookings=unlinked,
            duplicates=duplicates,
            outbox_waiting=waiting,
            outbox_oldest=oldest,
            failed_letters=failed,
            unsealed_audit_rows=unsealed,
        )
