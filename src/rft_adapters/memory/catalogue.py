"""Courses and sessions."""

from collections.abc import Iterable

from attrs import evolve

from rft_domain.catalogue.course import Course
from rft_domain.catalogue.errors import CourseCodeTaken, CourseNotFound, SessionNotFound
from rft_domain.catalogue.session import Session
from rft_domain.shared.changes import Pair
from rft_domain.shared.events import Event
from rft_domain.shared.ids import CourseId, SessionId

from .state import State
from .tracked import Tracked


class MemoryCourses:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[CourseId, Course] = Tracked(state.courses)

    def get(self, course_id: CourseId) -> Course:
        if (course := self._tracked.get(course_id)) is None:
            raise CourseNotFound()
        return course

    def by_code(self, code: str) -> Course | None:
        for course in self._tracked.among_saved():
            if course.terms.code == code:
                return course
        committed = self._state.courses_by_code.get(code)
        return self._tracked.get(committed) if committed is not None else None

    def add(self, course: Course) -> None:
        self._news.extend(course.events)
        self._tracked.add(course.id, evolve(course, events=()))

    def save(self, course: Course) -> None:
        self._news.extend(course.events)
        self._tracked.save(course.id, evolve(course, events=()))

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        for course in self._tracked.among_saved():
            if self._state.courses_by_code.get(course.terms.code, course.id) != course.id:
                raise CourseCodeTaken()

    def apply(self) -> None:
        for course in self._tracked.among_saved():
            if (before := self._state.courses.get(course.id)) is not None:
                del self._state.courses_by_code[before.terms.code]
            self._state.courses[course.id] = course
            self._state.courses_by_code[course.terms.code] = course.id


class MemorySessions:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._news = news
        self._state = state
        self._tracked: Tracked[SessionId, Session] = Tracked(state.sessions)

    def get(self, session_id: SessionId) -> Session:
        if (session := self._tracked.get(session_id)) is None:
            raise SessionNotFound()
        return session

    def add(self, session: Session) -> None:
        self._news.extend(session.events)
        self._tracked.add(session.id, evolve(session, events=()))

    def save(self, session: Session) -> None:
        self._news.extend(session.events)
        self._tracked.save(session.id, evolve(session, events=()))

    def every(self) -> Iterable[Session]:
        """As committed by now, with what is saved here."""
        return (self._state.sessions | {session.id: session for session in self._tracked.among_saved()}).values()

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()

    def apply(self) -> None:
        for session in self._tracked.among_saved():
            self._state.sessions[session.id] = session
