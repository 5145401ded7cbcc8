"""Faults in who is said to be busy."""

import time
from collections.abc import Callable, Sequence, Set
from datetime import timedelta

from attrs import evolve

from ...catalogue.engagement import Engagement
from ...shared.ids import UserId
from ...shared.period import Period
from ..ports import Open, Ports
from .fault import fault, instead, swapping

Hold = Callable[[Set[UserId], Period], Sequence[Engagement]]


def _holding(open_unit_of_work: Open, held: Callable[[Hold, Set[UserId], Period], Sequence[Engagement]]) -> Open:
    def swap(parts: Ports) -> Ports:
        hold = parts.instructors.hold
        return evolve(parts, instructors=instead(parts.instructors, hold=lambda ids, period: held(hold, ids, period)))

    return swapping(open_unit_of_work, swap)


@fault("S55")
def nobody_is_busy(open_unit_of_work: Open) -> Open:
    """Engagements are not found."""
    return _holding(open_unit_of_work, lambda hold, ids, period: hold(ids, period)[:0])


@fault("S55")
def the_end_is_busy_too(open_unit_of_work: Open) -> Open:
    """A session that begins when another ends overlaps it."""
    tick = timedelta(microseconds=1)
    return _holding(
        open_unit_of_work,
        lambda hold, ids, period: hold(ids, Period(period.starts_at - tick, period.ends_at + tick)),
    )


@fault("S55")
def one_instructor_only(open_unit_of_work: Open) -> Open:
    """Of several instructors the first is looked at."""
    return _holding(open_unit_of_work, lambda hold, ids, period: hold({min(ids)}, period))


@fault("S56")
def instructors_not_held(open_unit_of_work: Open) -> Open:
    """What they teach is read, but they are not held until the decision is committed."""

    def read(hold: Hold, ids: Set[UserId], period: Period) -> Sequence[Engagement]:
        with open_unit_of_work() as other:
            found = other.instructors.hold(ids, period)
        time.sleep(0.002)
        return found

    return _holding(open_unit_of_work, read)
