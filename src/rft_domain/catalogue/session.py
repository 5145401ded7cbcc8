"""One dated run of a course (product.md C2). Its seats are the roster's (:mod:`rft_domain.bookings.roster`)."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from attrs import Attribute, evolve, field, frozen

from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import CourseId, SessionId, UserId
from ..shared.money import Money, not_negative
from ..shared.period import Period, instant, zone_name
from ..shared.text import text
from .errors import SessionMoveNotListed
from .events import SessionScheduled, SessionStatusChanged, SessionTermsChanged

CAPACITY_LIMIT = 10_000


class SessionStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


_LISTED = {(SessionStatus.SCHEDULED, SessionStatus.CANCELLED), (SessionStatus.SCHEDULED, SessionStatus.COMPLETED)}


def capacity_in_range(instance: object, attribute: "Attribute[Any]", value: int) -> None:
    if not 1 <= value <= CAPACITY_LIMIT:
        raise Invalid.at("/capacity", f"must be between 1 and {CAPACITY_LIMIT}")


@frozen(kw_only=True)
class SessionTerms:
    """All of a session that may change. ``price`` overrides the course's; ``venue`` is an address or a link."""

    course_id: CourseId
    period: Period
    time_zone: str = field(default="Europe/London", validator=zone_name)
    venue: str = field(validator=text(at_least=1, at_most=500))
    price: Money | None = field(default=None, validator=not_negative)
    instructor_ids: frozenset[UserId] = frozenset()
    notes: str = field(default="", validator=text(at_most=10_000))


@frozen(kw_only=True)
class Session:
    record: ClassVar[Record] = Record.of(
        "session",
        personal="terms.notes",  # people write anything there
        plain="id status created_at version terms.course_id terms.period terms.time_zone terms.venue terms.price "
        "terms.instructor_ids",
    )

    id: SessionId
    terms: SessionTerms
    status: SessionStatus = SessionStatus.SCHEDULED
    created_at: datetime = field(validator=instant)
    version: int = 1
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @classmethod
    def schedule(cls, *, id: SessionId, terms: SessionTerms, capacity: int, now: datetime) -> "Session":
        event = SessionScheduled(at=now, session_id=id, capacity=capacity)
        return cls(id=id, terms=terms, created_at=now, events=(event,))

    def changed(self, terms: SessionTerms, status: SessionStatus, now: datetime) -> "Session":
        """The next version, also where only the seats change: the session is one thing to its editors."""
        events: list[Event] = []
        if terms != self.terms:
            another = terms.course_id != self.terms.course_id
            events.append(SessionTermsChanged(at=now, session_id=self.id, another_course=another))
        if status is not self.status:
            if (self.status, status) not in _LISTED:
                raise SessionMoveNotListed(status=self.status.value, wanted=status.value)
            events.append(SessionStatusChanged(at=now, session_id=self.id, status=status.value))
        return evolve(self, terms=terms, status=status, version=self.version + 1, events=tuple(events))
