"""From the wire to commands and queries of the catalogue."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET

from rft_domain.catalogue.course import CourseTerms
from rft_domain.catalogue.queries import ListCourses, ListSessions, SeeCourse, SeeSession
from rft_domain.catalogue.session import Session, SessionTerms
from rft_domain.catalogue.use_cases.change_course import ChangeCourse
from rft_domain.catalogue.use_cases.change_session import ChangeSession
from rft_domain.catalogue.use_cases.create_course import CreateCourse
from rft_domain.catalogue.use_cases.create_session import CreateSession
from rft_domain.shared.ids import CourseId, SessionId, UserId
from rft_domain.shared.money import ZERO, Money
from rft_domain.shared.period import Period, in_utc
from rft_domain.shared.text import tidy

from ..endpoint import Call
from ..findings import Findings
from ..query import given, instant_or_none, page_of
from ..wire import MoneyBody
from .wire import CourseBody, CoursesQuery, SessionBody, SessionChangeBody, SessionsQuery

# stands in for what was refused, so that the other fields are looked at as well; never leaves this file
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PERIOD = Period(_EPOCH, _EPOCH + timedelta(days=1))
_COURSE = CourseTerms(code="X", title="-", price=ZERO)
_SESSION = SessionTerms(course_id=CourseId(UUID(int=0)), period=_PERIOD, venue="-")


def create_course(call: Call) -> CreateCourse:
    return CreateCourse(terms=_course_terms(call.body))


def change_course(call: Call) -> ChangeCourse:
    course_id = CourseId(call.ids["course_id"])
    return ChangeCourse(course_id=course_id, terms=_course_terms(call.body), version=call.version)


def _course_terms(body: CourseBody) -> CourseTerms:
    findings = Findings()
    price = findings.at("/price", body.price.money, ZERO)

    def make() -> CourseTerms:
        return CourseTerms(
            code=body.code,
            title=tidy(body.title),
            description=body.description,
            price=price,
            vat_rate=Decimal(body.vat_rate),
            certificate_months=body.certificate_months,
            active=body.active,
        )

    terms = findings.at("", make, _COURSE)
    findings.settle()
    return terms


def create_session(call: Call) -> CreateSession:
    body: SessionBody = call.body
    return CreateSession(terms=_session_terms(body), capacity=body.capacity)


def change_session(call: Call) -> ChangeSession:
    body: SessionChangeBody = call.body
    return ChangeSession(
        session_id=SessionId(call.ids["session_id"]),
        terms=_session_terms(body),
        capacity=body.capacity,
        status=given(body.status),
        keeps_notes=body.notes is UNSET,
        version=call.version,
    )


def _session_terms(body: SessionBody) -> SessionTerms:
    findings = Findings()
    starts_at = findings.at("", lambda: in_utc(body.starts_at, "/starts_at"), None)
    ends_at = findings.at("", lambda: in_utc(body.ends_at, "/ends_at"), None)
    period = _PERIOD
    if starts_at is not None and ends_at is not None:
        period = findings.at("", lambda: Period(starts_at, ends_at), _PERIOD)
    price = findings.at("/price", lambda: _price(body.price), None)

    def make() -> SessionTerms:
        return SessionTerms(
            course_id=CourseId(body.course_id),
            period=period,
            time_zone=body.time_zone,
            venue=tidy(body.venue),
            price=price,
            instructor_ids=frozenset(map(UserId, body.instructor_ids)),
            notes=given(body.notes) or "",
        )

    terms = findings.at("", make, _SESSION)
    findings.settle()
    return terms


def _price(body: MoneyBody | None) -> Money | None:
    return body.money() if body is not None else None


def see_course(call: Call) -> SeeCourse:
    return SeeCourse(course_id=CourseId(call.ids["course_id"]))


def see_session(call: Call) -> SeeSession:
    return SeeSession(session_id=SessionId(call.ids["session_id"]))


def changed_session(session: Session) -> SeeSession:
    return SeeSession(session_id=session.id)


def list_courses(call: Call) -> ListCourses:
    query: CoursesQuery = call.query
    return ListCourses(page=page_of(query))


def list_sessions(call: Call) -> ListSessions:
    query: SessionsQuery = call.query
    course_id = given(query.course_id)
    return ListSessions(
        course_id=CourseId(course_id) if course_id else None,
        from_=instant_or_none(query.from_, "/from"),
        to=instant_or_none(query.to, "/to"),
        available=query.available,
        page=page_of(query),
    )
