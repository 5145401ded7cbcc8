"""What the catalogue asks of its store, and of the users next door."""

from collections.abc import Sequence, Set
from typing import Protocol

from ..shared.events import Event
from ..shared.ids import CourseId, Entropy, SessionId, UserId
from ..shared.period import Period
from .course import Course
from .engagement import Engagement
from .session import Session


class Courses(Protocol):
    def get(self, course_id: CourseId) -> Course:
        """Raises :class:`CourseNotFound`."""
        ...

    def by_code(self, code: str) -> Course | None: ...

    def add(self, course: Course) -> None:
        """Committing raises :class:`CourseCodeTaken` where another course has the code."""
        ...

    def save(self, course: Course) -> None:
        """As :meth:`add`, or :class:`StaleWrite` on an old version."""
        ...


class Sessions(Protocol):
    def get(self, session_id: SessionId) -> Session:
        """Raises :class:`SessionNotFound`."""
        ...

    def add(self, session: Session) -> None: ...

    def save(self, session: Session) -> None:
        """Committing raises :class:`StaleWrite` on an old version."""
        ...


class Instructors(Protocol):
    def unknown(self, user_ids: Set[UserId]) -> frozenset[UserId]:
        """Those of ``user_ids`` that are not active users in the role of instructor."""
        ...

    def hold(self, user_ids: Set[UserId], period: Period) -> Sequence[Engagement]:
        """What they teach in ``period``, of scheduled sessions, in order. Nobody else holds any of them until this unit
        of work ends.
        """
        ...


class CatalogueUnitOfWork(Protocol):
    @property
    def courses(self) -> Courses: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def instructors(self) -> Instructors: ...
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...
