"""What can be refused about courses and sessions."""

from ..shared.errors import Conflict, NotFound, RuleBroken


class CourseNotFound(NotFound):
    code = "not-found"


class SessionNotFound(NotFound):
    code = "not-found"


class CourseCodeTaken(Conflict):
    code = "course-code-taken"
    message = "Another course has this code."


class UnknownCourse(RuleBroken):
    code = "unknown-course"
    message = "There is no course with this id."


class UnknownInstructor(RuleBroken):
    code = "unknown-instructor"
    message = "An instructor must be an active user in the role of instructor."


class SessionMoveNotListed(RuleBroken):
    code = "session-transition"
    message = "A session does not go from this status to that one."


class SessionNotOver(RuleBroken):
    code = "session-not-over"
    message = "A session can be completed once it has ended."
