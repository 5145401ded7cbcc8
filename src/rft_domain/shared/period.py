"""Instants and the time between them. Instants are aware and in UTC; zones are for showing."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from attrs import Attribute, field, frozen

from .errors import Invalid


def instant(instance: object, attribute: "Attribute[Any]", value: datetime | None) -> None:
    """An attrs validator: aware and in UTC (or absent, where the field may be)."""
    if value is not None and value.tzinfo is not UTC:
        raise Invalid.at(f"/{attribute.name}", "must be an instant in UTC")


def in_utc(value: datetime, pointer: str) -> datetime:
    """``value`` in UTC. Raises :class:`Invalid` when it names no offset."""
    if value.tzinfo is None:
        raise Invalid.at(pointer, "must name its offset from UTC")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise Invalid.at(pointer, "is out of range") from None


def zone_name(instance: object, attribute: "Attribute[Any]", value: str) -> None:
    if value not in _zones():
        raise Invalid.at(f"/{attribute.name}", "must be an IANA time zone, such as Europe/London")


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Without the machine's own, which names no place."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _after_start(instance: Any, attribute: "Attribute[Any]", value: datetime) -> None:
    if value <= instance.starts_at:
        raise Invalid.at("/ends_at", "must be after starts_at")


@frozen
class Period:
    """From ``starts_at`` up to, not including, ``ends_at``; both UTC."""

    starts_at: datetime = field(validator=instant)
    ends_at: datetime = field(validator=(instant, _after_start))

    def overlaps(self, other: "Period") -> bool:
        """One that begins when the other ends does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at
