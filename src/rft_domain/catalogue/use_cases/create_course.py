"""Create a course."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import CourseId
from ..course import Course, CourseTerms
from ..errors import CourseCodeTaken
from ..ports import CatalogueUnitOfWork


@frozen(kw_only=True)
class CreateCourse:
    """``course_id`` is chosen by the caller where an import must find its courses again."""

    terms: CourseTerms
    course_id: CourseId | None = None


def create_course(command: CreateCourse, *, actor: Actor, now: datetime, uow: CatalogueUnitOfWork) -> Course:
    """The new course. Raises :class:`CourseCodeTaken`."""
    require(actor, Action.MANAGE_CATALOGUE)
    if uow.courses.by_code(command.terms.code) is not None:
        raise CourseCodeTaken()
    course = Course(id=command.course_id or CourseId(uow.entropy.uuid()), terms=command.terms, created_at=now)
    uow.courses.add(course)
    return course
