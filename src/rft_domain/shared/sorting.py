"""Sort keys as cursors hold them: as text, and no names, since cursors stand in addresses."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from .errors import Invalid
from .period import in_utc

SortKey = datetime | Decimal | str

_INSTANTS = ("created_at", "last_activity")
_MOST_DIGITS = 15


def place_text(key: SortKey) -> str:
    """What a cursor holds of ``key``, beside the id of its row."""
    return "" if isinstance(key, str) else key.isoformat() if isinstance(key, datetime) else str(key)


def place_of(text: str, by: str) -> SortKey | None:
    """The sort key in a cursor of a list that is sorted ``by``; ``None`` for names: the row with the id has it.

    Raises :class:`Invalid` at ``/cursor``.
    """
    if by == "name":
        return None
    if by in _INSTANTS:
        return instant_in(text)
    try:
        number = Decimal(text)
        if not number.is_finite() or len(text) > _MOST_DIGITS:
            raise ValueError("out of range")
    except (ValueError, InvalidOperation):
        raise _foreign() from None
    return number


def instant_in(text: str) -> datetime:
    """Raises :class:`Invalid` at ``/cursor``."""
    try:
        return in_utc(datetime.fromisoformat(text), "/cursor")
    except ValueError:
        raise _foreign() from None


def _foreign() -> Invalid:
    return Invalid.at("/cursor", "is not a cursor of this list")
