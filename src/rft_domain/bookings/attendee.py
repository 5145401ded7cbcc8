"""A person on a booking (product.md D1, D4, D5)."""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from ..shared.ids import AttendeeId
from ..shared.period import instant
from .contact import AttendeeDetails


class Attendance(StrEnum):
    UNMARKED = "unmarked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


@frozen(kw_only=True)
class Attendee:
    """The seat outlives the person in it: a substitute takes over the id. A cancelled one stays as history."""

    id: AttendeeId
    details: AttendeeDetails
    is_primary: bool = False
    attendance: Attendance = Attendance.UNMARKED
    cancelled_at: datetime | None = field(default=None, validator=instant)

    @property
    def stands(self) -> bool:
        return self.cancelled_at is None

    def cancelled(self, now: datetime) -> "Attendee":
        return evolve(self, cancelled_at=now, is_primary=False)
