"""Put a dated run of a course on sale."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import SessionId
from ..errors import CourseNotFound, InstructorBusy, UnknownCourse, UnknownInstructor
from ..ports import CatalogueUnitOfWork
from ..session import Session, SessionStatus, SessionTerms, capacity_in_range


@frozen(kw_only=True)
class CreateSession:
    """``session_id`` is chosen by the caller where an import must find its sessions again."""

    terms: SessionTerms
    capacity: int = field(validator=capacity_in_range)
    session_id: SessionId | None = None


def create_session(command: CreateSession, *, actor: Actor, now: datetime, uow: CatalogueUnitOfWork) -> Session:
    """The new session; its roster follows by reaction.

    Raises :class:`UnknownCourse`, :class:`UnknownInstructor` or :class:`InstructorBusy`.
    """
    require(actor, Action.MANAGE_CATALOGUE)
    check_terms(command.terms, uow)
    session = Session.schedule(
        id=command.session_id or SessionId(uow.entropy.uuid()), terms=command.terms, capacity=command.capacity, now=now
    )
    must_be_free(session, uow)
    uow.sessions.add(session)
    return session


def check_terms(terms: SessionTerms, uow: CatalogueUnitOfWork) -> None:
    """What a session names must be there."""
    try:
        uow.courses.get(terms.course_id)
    except CourseNotFound:
        raise UnknownCourse(course_id=str(terms.course_id)) from None
    if terms.instructor_ids and uow.instructors.unknown(terms.instructor_ids):
        raise UnknownInstructor()


def must_be_free(session: Session, uow: CatalogueUnitOfWork) -> None:
    """Who teaches it teaches no other scheduled session at its time (product.md C5)."""
    terms = session.terms
    if session.status is not SessionStatus.SCHEDULED or not terms.instructor_ids:
        return
    engaged = uow.instructors.hold(terms.instructor_ids, terms.period)
    if elsewhere := [one for one in engaged if one.session_id != session.id]:
        raise InstructorBusy(elsewhere)
