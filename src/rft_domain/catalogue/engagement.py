"""Who teaches what, where that leaves no room for something else (product.md C5)."""

from attrs import frozen

from ..shared.ids import SessionId, UserId


@frozen(order=True)
class Engagement:
    """A scheduled session, and one of its instructors."""

    session_id: SessionId
    instructor_id: UserId
