"""What can be refused about courses and sessions."""

from collections.abc import Sequence

from ..shared.errors import Conflict, FieldError, NotFound, RuleBroken
from .engagement import Engagement


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


class InstructorBusy(Conflict):
    """``errors`` names the instructors, and the sessions that they teach at this time."""

    code = "instructor-busy"
    message = "An instructor teaches another session at this time."

    def __init__(self, engagements: Sequence[Engagement] = ()) -> None:
        named = [f"{one.instructor_id} teaches session {one.session_id} at this time" for one in engagements]
        super().__init__(f"{self.message} {'; '.join(named)}".strip())
        self.errors = tuple(FieldError("/instructor_ids", sentence) for sentence in named)


class SessionMoveNotListed(RuleBroken):
    code = "session-transition"
    message = "A session does not go from this status to that one."


class SessionNotOver(RuleBroken):
    code = "session-not-over"
    message = "A session can be completed once it has ended."
