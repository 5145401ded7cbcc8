"""Reading the catalogue: what is on sale for everybody, all of it for those who manage it."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from attrs import field, frozen

from ..access.actor import Actor
from ..access.decisions import Subject, permits
from ..access.policy import Action
from ..shared.ids import CourseId, SessionId, UserId
from ..shared.money import Money
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant
from .course import Course
from .session import SessionStatus


@frozen(kw_only=True)
class SessionView:
    """``price`` is the effective one; ``own_price`` the session's override of the course's, if any."""

    id: SessionId
    course_id: CourseId
    course_title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue: str
    status: SessionStatus
    capacity: int
    seats_taken: int
    price: Money
    own_price: Money | None
    vat_rate: Decimal
    instructor_ids: frozenset[UserId]
    notes: str
    version: int

    @property
    def seats_left(self) -> int:
        return max(0, self.capacity - self.seats_taken)


@frozen(kw_only=True)
class SessionFilter:
    """Sessions that start at or after ``from_`` and before ``to``. ``on_sale``: scheduled, of active courses."""

    course_id: CourseId | None = None
    from_: datetime | None = field(default=None, validator=instant)
    to: datetime | None = field(default=None, validator=instant)
    available: bool = False
    on_sale: bool = True


class CatalogueReader(Protocol):
    def courses(self, page: PageRequest, *, active_only: bool) -> Page[Course]:
        """By title, then id."""
        ...

    def course(self, course_id: CourseId, *, active_only: bool) -> Course:
        """Raises :class:`CourseNotFound`."""
        ...

    def sessions(self, wanted: SessionFilter, page: PageRequest) -> Page[SessionView]:
        """By start, then id."""
        ...

    def session(self, session_id: SessionId, *, on_sale: bool) -> SessionView:
        """Raises :class:`SessionNotFound`."""
        ...


class CatalogueViews(Protocol):
    @property
    def catalogue_reader(self) -> CatalogueReader: ...


@frozen(kw_only=True)
class ListCourses:
    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class SeeCourse:
    course_id: CourseId


@frozen(kw_only=True)
class ListSessions:
    """``from_`` defaults to now for those who see only what is on sale: the past is not for sale."""

    course_id: CourseId | None = None
    from_: datetime | None = field(default=None, validator=instant)
    to: datetime | None = field(default=None, validator=instant)
    available: bool = False
    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class SeeSession:
    session_id: SessionId


def list_courses(query: ListCourses, *, actor: Actor, now: datetime, uow: CatalogueViews) -> Page[Course]:
    return uow.catalogue_reader.courses(query.page, active_only=not _sees_all(actor))


def see_course(query: SeeCourse, *, actor: Actor, now: datetime, uow: CatalogueViews) -> Course:
    return uow.catalogue_reader.course(query.course_id, active_only=not _sees_all(actor))


def list_sessions(query: ListSessions, *, actor: Actor, now: datetime, uow: CatalogueViews) -> Page[SessionView]:
    sees_all = _sees_all(actor)
    wanted = SessionFilter(
        course_id=query.course_id,
        from_=query.from_ if sees_all else max(query.from_ or now, now),
        to=query.to,
        available=query.available,
        on_sale=not sees_all,
    )
    return uow.catalogue_reader.sessions(wanted, query.page)


def see_session(query: SeeSession, *, actor: Actor, now: datetime, uow: CatalogueViews) -> SessionView:
    return uow.catalogue_reader.session(query.session_id, on_sale=not _sees_all(actor))


def _sees_all(actor: Actor) -> bool:
    return permits(actor, Action.SEE_WHOLE_CATALOGUE, Subject())
