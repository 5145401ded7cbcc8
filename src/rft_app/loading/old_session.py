"""Which session an old booking is for, and what is known of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from attrs import field, frozen

from rft_domain.shared.ids import CourseId, SessionId
from rft_domain.shared.period import Period
from rft_domain.shared.text import tidy_or_none

from .line import NAMESPACE
from .unbookable import Unbookable

ZONE = "Europe/London"
_LASTS = timedelta(hours=7)
# never to change: it is how sessions and courses of an earlier run are found again


@frozen(kw_only=True)
class OldSession:
    """``starts_at`` is the wall clock where the session was, unless the export names an offset. ``named_by_load``:
    the id was worked out from what the line says, so that only a load can have made the session.
    """

    id: SessionId
    course_name: str | None = None
    starts_at: datetime | None = field(default=None, repr=False)
    date_unreadable: bool = False
    venue: str | None = None
    named_by_load: bool = False

    def period(self) -> Period:
        """To the same day's evening at the latest. Raises :class:`Unbookable` where no date can be read."""
        if self.starts_at is None:
            raise Unbookable(
                "session-date-unreadable" if self.date_unreadable else "session-unknown", ("/sessionDate",)
            )
        start = self.starts_at
        end = min(start + _LASTS, start.replace(hour=23, minute=59, second=0, microsecond=0))
        return Period(start.astimezone(UTC), max(end.astimezone(UTC), start.astimezone(UTC) + timedelta(minutes=1)))


def session_of(content: Mapping[str, Any]) -> OldSession:
    """Raises :class:`Unbookable` with ``session-unknown`` where nothing tells one session from another, and with
    ``invalid``.
    """
    course, venue = (_stored_text(content, name) for name in ("courseName", "venue"))
    written = _text(content.get("sessionDate"))
    starts_at = wall_clock(written) if written else None
    old_id = _text(content.get("sessionId"))
    ours = _uuid(old_id)
    return OldSession(
        id=ours or _worked_out(old_id, course, starts_at, venue),
        course_name=course,
        starts_at=starts_at,
        date_unreadable=written is not None and starts_at is None,
        venue=venue,
        named_by_load=ours is None,
    )


@lru_cache(maxsize=1024)
def course_id_of(course_name: str) -> CourseId:
    return CourseId(uuid5(NAMESPACE, f"course:{course_name.casefold()}"))


def _uuid(old_id: str | None) -> SessionId | None:
    try:
        return SessionId(UUID(old_id)) if old_id is not None else None
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def _worked_out(old_id: str | None, course: str | None, starts_at: datetime | None, venue: str | None) -> SessionId:
    if old_id is not None:
        return SessionId(uuid5(NAMESPACE, f"session:{old_id}"))
    if course is None or starts_at is None or venue is None:
        raise Unbookable("session-unknown", ("/sessionId",))
    name = f"{course.casefold()}\n{starts_at.astimezone(UTC).isoformat()}\n{venue.casefold()}"
    return SessionId(uuid5(NAMESPACE, f"run:{name}"))


def wall_clock(written: str) -> datetime | None:
    """London time where no offset is named. An hour that the clocks skip is read as if they had not moved yet, one
    that comes twice as its first coming (PEP 495, fold=0).
    """
    try:
        at = datetime.fromisoformat(written)
        aware = at.replace(tzinfo=ZoneInfo(ZONE)) if at.tzinfo is None else at.astimezone(ZoneInfo(ZONE))
        aware.astimezone(UTC)  # the first and last days of the calendar have no UTC
        return aware if 1900 <= aware.year <= 9000 else None
    except (ValueError, OverflowError):
        return None


def _stored_text(content: Mapping[str, Any], key: str) -> str | None:
    """No store takes a NUL for text."""
    text = _text(content.get(key))
    if text is not None and "\0" in text:
        raise Unbookable("invalid", (f"/{key}",))
    return text


def _text(value: object) -> str | None:
    return tidy_or_none(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
