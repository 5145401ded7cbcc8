"""How the house is doing, in numbers (product.md J5). None of them says who."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..identity.user import Role

SIGN_UPS_WITHIN = timedelta(hours=24)


@frozen(kw_only=True)
class Readings:
    """``by_role`` counts users of any status; ``duplicates`` are pairs found to be alike, and since then neither merged
    nor marked as distinct. Letters that failed were put aside and wait for somebody; those that wait will be sent, and
    the oldest of them was written at ``outbox_oldest``.
    """

    users: int
    active_users: int
    by_role: Mapping[Role, int]
    sign_ups: int
    customers: int
    unlinked_bookings: int
    duplicates: int
    outbox_waiting: int
    outbox_oldest: datetime | None
    failed_letters: int
    unsealed_audit_rows: int


class MonitorReader(Protocol):
    def readings(self, sign_ups_since: datetime) -> Readings: ...


class MonitorViews(Protocol):
    @property
    def monitor_reader(self) -> MonitorReader: ...


@frozen(kw_only=True)
class SeeMonitor:
    pass


def see_monitor(query: SeeMonitor, *, actor: Actor, now: datetime, uow: MonitorViews) -> Readings:
    require(actor, Action.SEE_MONITOR)
    return uow.monitor_reader.readings(now - SIGN_UPS_WITHIN)
