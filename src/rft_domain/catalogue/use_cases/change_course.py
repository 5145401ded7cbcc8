"""Change a course. Bookings already made keep their price."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import CourseId
from ..course import Course, CourseTerms
from ..errors import CourseCodeTaken
from ..ports import CatalogueUnitOfWork


@frozen(kw_only=True)
class ChangeCourse:
    """``terms`` replaces the old ones whole. ``version`` is the one the change was made on, if known."""

    course_id: CourseId
    terms: CourseTerms
    version: int | None = None


def change_course(command: ChangeCourse, *, actor: Actor, now: datetime, uow: CatalogueUnitOfWork) -> Course:
    """The course on its new terms. Raises :class:`CourseNotFound`, :class:`CourseCodeTaken`, PreconditionFailed."""
    require(actor, Action.MANAGE_CATALOGUE)
    course = uow.courses.get(command.course_id)
    if command.version not in (None, course.version):
        raise PreconditionFailed(version=course.version)
    other = uow.courses.by_code(command.terms.code)
    if other is not None and other.id != course.id:
        raise CourseCodeTaken()
    changed = course.with_terms(command.terms)
    if changed is not course:
        uow.courses.save(changed)
    return changed
