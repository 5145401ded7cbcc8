"""Courses, sessions and who teaches them: tables, rows and repositories."""

from collections.abc import Iterable, Sequence, Set
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from rft_domain.catalogue.course import Course, CourseTerms
from rft_domain.catalogue.engagement import Engagement
from rft_domain.catalogue.errors import CourseNotFound, SessionNotFound
from rft_domain.catalogue.session import Session, SessionStatus, SessionTerms
from rft_domain.identity.user import Role, UserStatus
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CourseId, SessionId, UserId
from rft_domain.shared.money import Money
from rft_domain.shared.period import Period

from .flush import ONE, Binds, Dml, Form, Part, Row
from .forms import inserting, updating
from .identity import USERS
from .identity_map import IdentityMap, News, Saved
from .link import Link
from .metadata import METADATA, amount, at, between_none_and_all, check, rate, refers, sortable_text, text, whole, words
from .query import query

COURSES = Table(
    "courses",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("code"),
    sortable_text("title"),
    text("description"),
    amount("price"),
    rate("vat_rate"),
    whole("certificate_months", nullable=True),
    Column("active", Boolean, nullable=False),
    at("created_at"),
    whole("version"),
    check("price", "price >= 0"),
    between_none_and_all("vat_rate"),
    schema="catalogue",
)
Index("uq_courses_code", COURSES.c.code, unique=True)
Index("ix_courses_title", COURSES.c.title, COURSES.c.id)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("course_id", "catalogue.courses.id"),
    at("starts_at"),
    at("ends_at"),
    text("time_zone"),
    text("venue"),
    amount("price", nullable=True),
    text("notes"),
    text("status"),
    at("created_at"),
    whole("version"),
    check("period", "ends_at > starts_at"),
    check("price", "price >= 0"),
    words("status", SessionStatus),
    schema="catalogue",
)
Index("ix_sessions_starts_at", SESSIONS.c.starts_at, SESSIONS.c.id)
Index("ix_sessions_course_id", SESSIONS.c.course_id, SESSIONS.c.starts_at, SESSIONS.c.id)

SESSION_INSTRUCTORS = Table(
    "session_instructors",
    METADATA,
    Column("session_id", Uuid, ForeignKey("catalogue.sessions.id"), primary_key=True),
    Column("user_id", Uuid, ForeignKey("identity.users.id"), primary_key=True),
    schema="catalogue",
)
Index("ix_session_instructors_user_id", SESSION_INSTRUCTORS.c.user_id)

# an array of the instructors of the session in the enclosing query
INSTRUCTORS_OF_SESSION = func.array(
    select(SESSION_INSTRUCTORS.c.user_id)
    .where(SESSION_INSTRUCTORS.c.session_id == SESSIONS.c.id)
    .correlate(SESSIONS)
    .scalar_subquery()
)


def course_row(course: Course) -> Row:
    terms = course.terms
    return (
        course.id,
        terms.code,
        terms.title,
        terms.description,
        terms.price.amount,
        terms.vat_rate,
        terms.certificate_months,
        terms.active,
        course.created_at,
        course.version,
    )


def course_from_row(row: Row) -> Course:
    terms = CourseTerms(
        code=row[1],
        title=row[2],
        description=row[3],
        price=Money(row[4]),
        vat_rate=row[5],
        certificate_months=row[6],
        active=row[7],
    )
    return Course(id=CourseId(row[0]), terms=terms, created_at=row[8], version=row[9])


def session_row(session: Session) -> Row:
    terms = session.terms
    return (
        session.id,
        terms.course_id,
        terms.period.starts_at,
        terms.period.ends_at,
        terms.time_zone,
        terms.venue,
        terms.price.amount if terms.price else None,
        terms.notes,
        session.status.value,
        session.created_at,
        session.version,
    )


def session_from_row(row: Row) -> Session:
    """From the values of the table's columns and the array of instructors."""
    terms = SessionTerms(
        course_id=CourseId(row[1]),
        period=Period(row[2], row[3]),
        time_zone=row[4],
        venue=row[5],
        price=Money(row[6]) if row[6] is not None else None,
        notes=row[7],
        instructor_ids=frozenset(row[11]),
    )
    return Session(id=SessionId(row[0]), terms=terms, status=SessionStatus(row[8]), created_at=row[9], version=row[10])


def _assigning() -> Form:
    """Instructors of a session, those that it has already included."""
    columns = tuple(SESSION_INSTRUCTORS.columns)
    plain = inserting(SESSION_INSTRUCTORS, unless="session_id user_id")
    return Form("session_instructors", columns, plain.build, guarded=False)


def _relieving() -> Form:
    """Of each session given, the instructors that are not in the array beside it."""
    c = SESSION_INSTRUCTORS.c
    columns: tuple[Column[Any], ...] = (c.session_id, Column("user_ids", ARRAY(Uuid)))

    def build(binds: Binds) -> Dml:
        ((session_id, user_ids),) = binds
        gone = (c.session_id == session_id) & (c.user_id != func.all(user_ids))
        return SESSION_INSTRUCTORS.delete().where(gone).returning(ONE)

    return Form("session_instructors", columns, build, guarded=False)


_INSERT_COURSE = inserting(COURSES)
_UPDATE_COURSE = updating(COURSES)
_ALL_COURSES = select(*COURSES.columns)
_COURSE_BY_ID = query(_ALL_COURSES.where(COURSES.c.id == bindparam("id")))
_COURSE_BY_CODE = query(_ALL_COURSES.where(COURSES.c.code == bindparam("code")))
_INSERT_SESSION = inserting(SESSIONS)
_UPDATE_SESSION = updating(SESSIONS)
_ASSIGN = _assigning()
_RELIEVE = _relieving()
_SESSION_BY_ID = query(select(*SESSIONS.columns, INSTRUCTORS_OF_SESSION).where(SESSIONS.c.id == bindparam("id")))
_WHO_TEACHES = query(
    select(USERS.c.id).where(
        USERS.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))),
        USERS.c.role == Role.INSTRUCTOR.value,
        USERS.c.status == UserStatus.ACTIVE.value,
    )
)
_HOLD_INSTRUCTORS = query(
    select(USERS.c.id)
    .where(USERS.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(USERS.c.id)
    .with_for_update(key_share=True)
)
_ENGAGED = query(
    select(SESSIONS.c.id, SESSION_INSTRUCTORS.c.user_id)
    .join(SESSION_INSTRUCTORS, SESSION_INSTRUCTORS.c.session_id == SESSIONS.c.id)
    .where(
        SESSION_INSTRUCTORS.c.user_id == func.any(bindparam("ids", type_=ARRAY(Uuid))),
        SESSIONS.c.status == SessionStatus.SCHEDULED.value,
        SESSIONS.c.starts_at < bindparam("ends_at"),
        SESSIONS.c.ends_at > bindparam("starts_at"),
    )
    .order_by(SESSIONS.c.id, SESSION_INSTRUCTORS.c.user_id)
)


class CourseRepository:
    """The catalogue's ``Courses``."""

    __slots__ = ("_known", "_link")

    def __init__(self, link: Link, news: News) -> None:
        self._link = link
        self._known: IdentityMap[Course] = IdentityMap(news)

    def get(self, course_id: CourseId) -> Course:
        if (known := self._known.get(course_id)) is not None:
            return known
        rows = self._link.rows(_COURSE_BY_ID, {"id": course_id})
        if not rows:
            raise CourseNotFound()
        return self._known.read(course_from_row(rows[0]))

    def by_code(self, code: str) -> Course | None:
        rows = self._link.rows(_COURSE_BY_CODE, {"code": code})
        return self._known.read(course_from_row(rows[0])) if rows else None

    def add(self, course: Course) -> None:
        self._known.add(course)

    def save(self, course: Course) -> None:
        self._known.save(course)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        if not added and not saved:
            return []
        updates = [(*course_row(each.value), each.expected) for each in saved]
        return [(_INSERT_COURSE, [course_row(course) for course in added]), (_UPDATE_COURSE, updates)]


class SessionRepository:
    """The catalogue's ``Sessions``."""

    __slots__ = ("_known", "_link")

    def __init__(self, link: Link, news: News) -> None:
        self._link = link
        self._known: IdentityMap[Session] = IdentityMap(news)

    def get(self, session_id: SessionId) -> Session:
        if (known := self._known.get(session_id)) is not None:
            return known
        rows = self._link.rows(_SESSION_BY_ID, {"id": session_id})
        if not rows:
            raise SessionNotFound()
        return self._known.read(session_from_row(rows[0]))

    def add(self, session: Session) -> None:
        self._known.add(session)

    def save(self, session: Session) -> None:
        self._known.save(session)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        if not added and not saved:
            return []
        present = [*added, *(each.value for each in saved)]
        return [
            (_INSERT_SESSION, [session_row(session) for session in added]),
            (_UPDATE_SESSION, [(*session_row(each.value), each.expected) for each in saved]),
            *((_RELIEVE, [_team(each)]) for each in saved if _has_new_team(each)),
            (_ASSIGN, [(each.id, user_id) for each in present for user_id in sorted(each.terms.instructor_ids)]),
        ]


class InstructorRepository:
    """The catalogue's ``Instructors``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def unknown(self, user_ids: Set[UserId]) -> frozenset[UserId]:
        teaching = {UserId(row[0]) for row in self._link.rows(_WHO_TEACHES, {"ids": list(user_ids)})}
        return frozenset(user_ids) - teaching

    def hold(self, user_ids: Set[UserId], period: Period) -> Sequence[Engagement]:
        ids = sorted(user_ids)
        self._link.held_rows(_HOLD_INSTRUCTORS, {"ids": ids})
        # a statement of its own: it sees what was committed while this one waited
        named = {"ids": ids, "starts_at": period.starts_at, "ends_at": period.ends_at}
        return [Engagement(SessionId(row[0]), UserId(row[1])) for row in self._link.rows(_ENGAGED, named)]


def _has_new_team(saved: Saved[Session]) -> bool:
    return saved.base is None or saved.base.terms.instructor_ids != saved.value.terms.instructor_ids


def _team(saved: Saved[Session]) -> tuple[UUID, list[UserId]]:
    return saved.value.id, sorted(saved.value.terms.instructor_ids)
