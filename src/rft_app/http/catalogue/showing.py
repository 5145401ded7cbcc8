"""From courses and sessions to the wire."""

from rft_domain.catalogue.course import Course
from rft_domain.catalogue.queries import SessionView
from rft_domain.shared.paging import Page

from ..wire import ListAnswer, MoneyAnswer, rate_text
from .wire import CourseAnswer, ManagedSessionAnswer, SessionAnswer


def course_answer(course: Course) -> CourseAnswer:
    terms = course.terms
    return CourseAnswer(
        id=course.id,
        code=terms.code,
        title=terms.title,
        description=terms.description,
        price=MoneyAnswer.of(terms.price),
        vat_rate=rate_text(terms.vat_rate),
        certificate_months=terms.certificate_months,
        active=terms.active,
        created_at=course.created_at,
        version=course.version,
    )


def course_list(page: Page[Course]) -> ListAnswer[CourseAnswer]:
    return ListAnswer.of(page.map(course_answer))


def session_answer(session: SessionView) -> SessionAnswer:
    return SessionAnswer(
        id=session.id,
        course_id=session.course_id,
        course_title=session.course_title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        venue=session.venue,
        status=session.status,
        capacity=session.capacity,
        seats_left=session.seats_left,
        price=MoneyAnswer.of(session.price),
    )


def session_list(page: Page[SessionView]) -> ListAnswer[SessionAnswer]:
    return ListAnswer.of(page.map(session_answer))


def managed_session(session: SessionView) -> ManagedSessionAnswer:
    return ManagedSessionAnswer(
        id=session.id,
        course_id=session.course_id,
        course_title=session.course_title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        venue=session.venue,
        capacity=session.capacity,
        price=MoneyAnswer.of(session.own_price) if session.own_price is not None else None,
        instructor_ids=sorted(session.instructor_ids),
        notes=session.notes,
        status=session.status,
        effective_price=MoneyAnswer.of(session.price),
        seats_taken=session.seats_taken,
        seats_left=session.seats_left,
        version=session.version,
    )
