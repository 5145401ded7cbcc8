"""The monitor's readings as Prometheus gauges: counted at most once a minute, however often they are asked for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from rft_domain.shared.errors import Busy

from ..application import Application
from ..monitor import Monitor, take_readings

FRESH_FOR = timedelta(seconds=60)
DRIFT_SECONDS = 1.0


class Gauges(Collector):
    """Each process counts for itself: the numbers are the store's. Where that does not answer there are no gauges."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._counting = Lock()
        self._monitor: Monitor | None = None
        self._due_at: datetime | None = None
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def exposition(self) -> bytes:
        return generate_latest(self._registry)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing ahead of time: describing would count."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        self._refresh()
        if self._monitor is not None:
            yield from _families(self._monitor, self._application.clock())

    def _refresh(self) -> None:
        """Others who ask meanwhile are shown what there was."""
        now = self._application.clock()
        if (self._due_at is not None and now < self._due_at) or not self._counting.acquire(blocking=False):
            return
        try:
            self._due_at = now + FRESH_FOR
            self._monitor = take_readings(self._application, seconds=DRIFT_SECONDS)
        except Busy:
            self._monitor = None
        finally:
            self._counting.release()


def _families(monitor: Monitor, now: datetime) -> Iterator[GaugeMetricFamily]:
    readings = monitor.readings
    yield GaugeMetricFamily("rft_users", "Users", value=readings.users)
    yield GaugeMetricFamily("rft_active_users", "Users that are active", value=readings.active_users)
    by_role = GaugeMetricFamily("rft_users_by_role", "Users in each role", labels=("role",))
    for role, count in readings.by_role.items():
        by_role.add_metric((role.value,), count)
    yield by_role
    yield GaugeMetricFamily("rft_sign_ups", "Users made in the last 24 hours", value=readings.sign_ups)
    yield GaugeMetricFamily("rft_customers", "Customers", value=readings.customers)
    yield GaugeMetricFamily("rft_unlinked_bookings", "Bookings of no customer", value=readings.unlinked_bookings)
    yield GaugeMetricFamily("rft_duplicates", "Pairs who may be one person", value=readings.duplicates)
    yield GaugeMetricFamily("rft_outbox_waiting", "Letters that wait to be sent", value=readings.outbox_waiting)
    oldest = readings.outbox_oldest
    age = (now - oldest).total_seconds() if oldest is not None else 0
    yield GaugeMetricFamily("rft_outbox_oldest_seconds", "Age of the oldest letter that waits", value=age)
    yield GaugeMetricFamily("rft_failed_letters", "Letters that were put aside", value=readings.failed_letters)
    unsealed = readings.unsealed_audit_rows
    yield GaugeMetricFamily("rft_unsealed_audit_rows", "Audit rows without a seal", value=unsealed)
    if monitor.drifted is not None:
        what = "Customers whose figures are not those of their history"
        yield GaugeMetricFamily("rft_drifted_customers", what, value=monitor.drifted)
