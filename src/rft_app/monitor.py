"""The monitor's readings, and how many customers' figures have drifted where there is time to count (product.md J5)."""

import time
from collections.abc import Callable

from attrs import asdict, frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.insights.monitor import Readings, SeeMonitor, see_monitor

from .application import Application
from .recount import stretches


@frozen(kw_only=True)
class Monitor:
    """``drifted`` is ``None`` where there was no time to look at every customer."""

    readings: Readings
    drifted: int | None

    def numbers(self) -> dict[str, object]:
        """All of it by name, for JSON."""
        told = asdict(self.readings, recurse=False)
        roles = {role.value: count for role, count in self.readings.by_role.items()}
        return {**told, "by_role": roles, "drifted": self.drifted}


def take_readings(
    application: Application, *, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
) -> Monitor:
    """``seconds`` are for counting the drift; ``None`` is as long as it takes. Raises :class:`Busy`."""
    with application.store.unit_of_work() as uow:
        readings = see_monitor(SeeMonitor(), actor=SYSTEM, now=application.clock(), uow=uow)
    until = None if seconds is None else clock() + seconds
    drifted = 0
    for examined in stretches(application, actor=SYSTEM):
        drifted += len(examined.drifts)
        if until is not None and clock() > until:
            return Monitor(readings=readings, drifted=None)
    return Monitor(readings=readings, drifted=drifted)
