"""Status words of the old system, in any case and with synonyms."""

from enum import StrEnum

from .unbookable import Unbookable


class OldStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


_SYNONYMS = {"canceled": "cancelled", "complete": "completed", "noshow": "no_show"}


def status_of(word: object) -> OldStatus:
    """A payload of the old flow has none: it is confirmed. Raises :class:`Unbookable` with ``status-unknown``."""
    if word is None:
        return OldStatus.CONFIRMED
    plain = "_".join(str(word).lower().replace("-", " ").replace("_", " ").split())
    try:
        return OldStatus(_SYNONYMS.get(plain, plain))
    except ValueError:
        raise Unbookable("status-unknown", ("/status",)) from None
