"""The demo provider's sessions: two months behind, three ahead, at nine o'clock where they are."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from attrs import frozen

from rft_domain.catalogue.session import Session, SessionStatus, SessionTerms
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.shared.ids import CourseId, UserId
from rft_domain.shared.period import Period, in_utc

from .courses import COURSES, VENUES
from .diary import Diary

CODE, RATE = "WELCOME10", Decimal("0.10")
_ZONE = ZoneInfo("Europe/London")
_CAPACITIES = (12, 8, 16, 10, 12)
# days from today; what falls on a weekend moves to Monday
_DAYS = (*range(-60, -1, 4), *range(3, 90, 3))


@frozen(kw_only=True)
class Offered:
    session: Session
    capacity: int
    fill: float  # the part of the seats that the plan books

    @property
    def period(self) -> Period:
        return self.session.terms.period

    @property
    def course_id(self) -> CourseId:
        return self.session.terms.course_id

    @property
    def popular(self) -> bool:
        """Full or nearly, and to stay so."""
        return self.fill > 0.8


def offer(diary: Diary, instructors: tuple[UserId, ...], now: datetime, chance: Random) -> tuple[Offered, ...]:
    """Every course and session, put on sale when the diary starts."""
    courses = [diary.run(create_course, CreateCourse(terms=terms)) for terms in COURSES]
    taught = [course.id for course in courses if course.terms.active]
    today = now.astimezone(_ZONE)
    offered = []
    for number, day in enumerate(_DAYS):
        terms = _terms(today + timedelta(days=day), taught[number % len(taught)], number, instructors)
        capacity = _CAPACITIES[number % len(_CAPACITIES)]
        session = diary.run(create_session, CreateSession(terms=terms, capacity=capacity))
        offered.append(Offered(session=session, capacity=capacity, fill=_fill(day, number, chance)))
    _call_one_off(diary, offered.pop(), now)
    return tuple(offered)


def _fill(day: int, number: int, chance: Random) -> float:
    """The past was busy; of what is to come one is full, some nearly, and the first has room for whoever tries."""
    if day < 0:
        return chance.uniform(0.55, 0.8)
    coming = number - sum(day < 0 for day in _DAYS)
    special = {0: 0.4, 1: 1.0, 3: 0.9, 6: 0.85}
    return special.get(coming, chance.uniform(0.15, 0.6))


def _terms(day: datetime, course_id: CourseId, number: int, instructors: tuple[UserId, ...]) -> SessionTerms:
    weekday = day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    starts = datetime.combine(weekday.date(), time(9), _ZONE)
    ends = datetime.combine(weekday.date(), time(16, 30), _ZONE)
    return SessionTerms(
        course_id=course_id,
        period=Period(in_utc(starts, "/starts_at"), in_utc(ends, "/ends_at")),
        venue=VENUES[number % len(VENUES)],
        instructor_ids=frozenset({instructors[number % len(instructors)]}),
    )


def _call_one_off(diary: Diary, offered: Offered, now: datetime) -> None:
    terms = offered.session.terms
    command = ChangeSession(
        session_id=offered.session.id, terms=terms, capacity=offered.capacity, status=SessionStatus.CANCELLED
    )
    diary.note(now - timedelta(days=2), lambda: _do(diary, command))


def _do(diary: Diary, command: ChangeSession) -> None:
    diary.run(change_session, command)


def hold(diary: Diary, offered: Offered) -> None:
    """The day after, the session and with it its confirmed bookings are completed."""
    command = ChangeSession(
        session_id=offered.session.id,
        terms=offered.session.terms,
        capacity=offered.capacity,
        status=SessionStatus.COMPLETED,
    )
    diary.note(offered.period.ends_at + timedelta(days=1), lambda: _do(diary, command))
