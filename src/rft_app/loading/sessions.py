"""Finds the session of an old booking, or makes it and its course."""

import re
from collections.abc import Iterator

from attrs import field, frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.catalogue.course import Course, CourseTerms
from rft_domain.catalogue.errors import SessionNotFound
from rft_domain.catalogue.queries import ListCourses, SeeSession, list_courses, see_session
from rft_domain.catalogue.session import CAPACITY_LIMIT, SessionTerms, capacity_in_range
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.shared.ids import CourseId, SessionId
from rft_domain.shared.paging import PageRequest
from rft_domain.shared.period import Period

from ..application import Application
from .old_booking import OldBooking
from .old_session import ZONE, course_id_of
from .report import Report
from .unbookable import Unbookable

DEFAULT_CAPACITY = 12


@frozen(kw_only=True)
class Making:
    """Whether sessions and courses may be made, and with how many seats at least."""

    allowed: bool = True
    capacity: int = field(default=DEFAULT_CAPACITY, validator=capacity_in_range)


class Sessions:
    """``periods`` remembers what was found: one line after another is for the same session."""

    def __init__(self, application: Application, making: Making, report: Report) -> None:
        self._application = application
        self._making = making
        self._report = report
        self._periods: dict[SessionId, Period] = {}
        self._made_now: set[SessionId] = set()
        self._enlarged: set[SessionId] = set()
        self._courses = {course.terms.title.casefold(): course.id for course in all_courses(application)}

    def period_for(self, old: OldBooking) -> Period:
        """When its session is. Raises :class:`Unbookable`, or what refuses to make the session."""
        session_id = old.session.id
        if session_id not in self._periods:
            self._periods[session_id] = self._found(session_id) or self._made(old)
        return self._periods[session_id]

    def enlarged_for(self, old: OldBooking) -> bool:
        """Whether a full session got the seats that ``old`` needs. A load made it for what had been booked already,
        without knowing how large it was; all others, and coming ones of an earlier run, keep the seats they have.
        """
        session_id, seats = old.session.id, len(old.participants)
        past = self._periods[session_id].starts_at <= self._application.clock()
        if session_id not in self._made_now and not (past and old.session.named_by_load):
            return False
        with self._application.store.unit_of_work() as uow:
            session, roster = uow.sessions.get(session_id), uow.desk.open(session_id, None).roster
        if roster.seats_taken + seats > CAPACITY_LIMIT:
            return False
        command = ChangeSession(
            session_id=session_id,
            terms=session.terms,
            capacity=max(roster.capacity, roster.seats_taken + seats),
            version=session.version,
        )
        self._application.run(change_session, command, actor=SYSTEM)
        self._enlarged.add(session_id)
        self._report.sessions_enlarged = len(self._enlarged)
        return True

    def _found(self, session_id: SessionId) -> Period | None:
        try:
            view = self._application.read(see_session, SeeSession(session_id=session_id), actor=SYSTEM)
        except SessionNotFound:
            return None
        return Period(view.starts_at, view.ends_at)

    def _made(self, old: OldBooking) -> Period:
        session = old.session
        if not self._making.allowed or session.course_name is None or session.venue is None:
            raise Unbookable("session-unknown", ("/sessionId",))
        period = session.period()
        terms = SessionTerms(
            course_id=self._course(session.course_name, old), period=period, time_zone=ZONE, venue=session.venue
        )
        command = CreateSession(terms=terms, capacity=self._making.capacity, session_id=session.id)
        self._application.run(create_session, command, actor=SYSTEM)
        self._made_now.add(session.id)
        self._report.sessions_made += 1
        return period

    def _course(self, name: str, old: OldBooking) -> CourseId:
        if (known := self._courses.get(name.casefold())) is not None:
            return known
        if old.unit_price is None:
            raise Unbookable("course-price-unknown", ("/totalAmount",))
        terms = CourseTerms(code=_code(name), title=name, price=old.unit_price)
        command = CreateCourse(terms=terms, course_id=course_id_of(name))
        course = self._application.run(create_course, command, actor=SYSTEM)
        self._courses[name.casefold()] = course.id
        self._report.courses_made += 1
        return course.id


def all_courses(application: Application) -> Iterator[Course]:
    cursor = None
    while True:
        query = ListCourses(page=PageRequest(limit=200, cursor=cursor))
        page = application.read(list_courses, query, actor=SYSTEM)
        yield from page.items
        if (cursor := page.next_cursor) is None:
            return


def _code(name: str) -> str:
    """``Emergency First Aid at Work`` is ``EMERGENCY-FIRST-AID-AT-WORK``."""
    plain = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")
    return plain[:32].strip("-") or "COURSE"
