"""Reading the catalogue: one query, one page."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from rft_domain.catalogue.course import Course
from rft_domain.catalogue.errors import CourseNotFound, SessionNotFound
from rft_domain.catalogue.queries import SessionFilter, SessionView
from rft_domain.catalogue.session import SessionStatus
from rft_domain.shared.ids import CourseId, SessionId
from rft_domain.shared.money import Money
from rft_domain.shared.paging import Key, Page, PageRequest

from .catalogue import COURSES, INSTRUCTORS_OF_SESSION, SESSIONS, course_from_row
from .flush import Row
from .link import Link
from .pages import behind, cut_page, instant_place, page_of, text_of
from .query import Query, query
from .rosters import ROSTERS

_C, _S, _R = COURSES.c, SESSIONS.c, ROSTERS.c
_COURSES_AFTER = (_C.title >= bindparam("after_title")) & (
    (_C.title > bindparam("after_title")) | (_C.id > bindparam("after_id"))
)
_SESSIONS_AFTER = behind(_S.starts_at, _S.id)
_VIEW = (
    _S.id,
    _S.course_id,
    _C.title,
    _S.starts_at,
    _S.ends_at,
    _S.time_zone,
    _S.venue,
    _S.status,
    _R.capacity,
    _R.seats_taken,
    func.coalesce(_S.price, _C.price).label("effective_price"),
    _S.price,
    _C.vat_rate,
    INSTRUCTORS_OF_SESSION.label("instructor_ids"),
    _S.notes,
    _S.version,
)
_WANTED: dict[str, ColumnElement[bool]] = {
    "course_id": _S.course_id == bindparam("course_id"),
    "from_": _S.starts_at >= bindparam("from_"),
    "to": _S.starts_at < bindparam("to"),
}


class PostgresCatalogueReader:
    """The catalogue's ``CatalogueReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def courses(self, page: PageRequest, *, active_only: bool) -> Page[Course]:
        named: dict[str, Any] = {"limit": page.limit + 1}
        after = page.after()
        if after is not None:
            named |= {"after_title": text_of(after[0]), "after_id": after[1]}
        rows = self._link.rows(_courses(active_only, after is not None, page.count), named)
        return cut_page(rows, page, course_from_row, _course_key)

    def course(self, course_id: CourseId, *, active_only: bool) -> Course:
        rows = self._link.rows(_course(active_only), {"id": course_id})
        if not rows:
            raise CourseNotFound()
        return course_from_row(rows[0])

    def sessions(self, wanted: SessionFilter, page: PageRequest) -> Page[SessionView]:
        chosen = {"course_id": wanted.course_id, "from_": wanted.from_, "to": wanted.to}
        named: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
        statement = frozenset(named), wanted.available, wanted.on_sale
        after = page.after()
        if after is not None:
            named |= instant_place(after)
        rows = self._link.rows(_sessions(*statement, after is not None, page.count), {**named, "limit": page.limit + 1})
        return cut_page(rows, page, _view, _session_key)

    def session(self, session_id: SessionId, *, on_sale: bool) -> SessionView:
        rows = self._link.rows(_session(on_sale), {"id": session_id})
        if not rows:
            raise SessionNotFound()
        return _view(rows[0])


@lru_cache(maxsize=8)
def _courses(active_only: bool, goes_on: bool, counted: bool) -> Query:
    filtered = select(*COURSES.columns)
    filtered = filtered.where(_C.active) if active_only else filtered
    return query(page_of(filtered, _COURSES_AFTER if goes_on else None, _C.title, _C.id, counted=counted))


@lru_cache(maxsize=2)
def _course(active_only: bool) -> Query:
    statement = select(*COURSES.columns).where(_C.id == bindparam("id"))
    return query(statement.where(_C.active) if active_only else statement)


@lru_cache(maxsize=128)
def _sessions(wanted: frozenset[str], available: bool, on_sale: bool, goes_on: bool, counted: bool) -> Query:
    filtered = _views(on_sale).where(*(_WANTED[name] for name in sorted(wanted)))
    filtered = filtered.where(_R.seats_taken < _R.capacity) if available else filtered
    return query(page_of(filtered, _SESSIONS_AFTER if goes_on else None, _S.starts_at, _S.id, counted=counted))


@lru_cache(maxsize=2)
def _session(on_sale: bool) -> Query:
    return query(_views(on_sale).where(_S.id == bindparam("id")))


def _views(on_sale: bool) -> "Select[Any]":
    tables = SESSIONS.join(COURSES).join(ROSTERS, _R.session_id == _S.id)
    views = select(*_VIEW).select_from(tables)
    return views.where(_S.status == SessionStatus.SCHEDULED.value, _C.active) if on_sale else views


def _view(row: Row) -> SessionView:
    return SessionView(
        id=SessionId(row[0]),
        course_id=CourseId(row[1]),
        course_title=row[2],
        starts_at=row[3],
        ends_at=row[4],
        time_zone=row[5],
        venue=row[6],
        status=SessionStatus(row[7]),
        capacity=row[8],
        seats_taken=row[9],
        price=Money(row[10]),
        own_price=Money(row[11]) if row[11] is not None else None,
        vat_rate=row[12],
        instructor_ids=frozenset(row[13]),
        notes=row[14],
        version=row[15],
    )


def _course_key(course: Course) -> Key:
    return course.terms.title, course.id


def _session_key(view: SessionView) -> Key:
    return view.starts_at.isoformat(), view.id
