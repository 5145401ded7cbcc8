"""News of courses and sessions."""

from datetime import datetime

from attrs import frozen

from ..shared.ids import SessionId


@frozen(kw_only=True)
class SessionScheduled:
    at: datetime
    session_id: SessionId
    capacity: int


@frozen(kw_only=True)
class CapacityChanged:
    at: datetime
    session_id: SessionId
    capacity: int


@frozen(kw_only=True)
class SessionTermsChanged:
    """``another_course``: what is taught is another thing now."""

    at: datetime
    session_id: SessionId
    another_course: bool


@frozen(kw_only=True)
class SessionStatusChanged:
    at: datetime
    session_id: SessionId
    status: str
