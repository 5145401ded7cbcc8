"""What people type on a command line, read: money, rates, wall-clock times."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import Money
from rft_domain.shared.period import in_utc

WALL_CLOCK = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


class _Price(click.ParamType[Money]):
    name = "pounds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Money:
        try:
            return value if isinstance(value, Money) else Money.of(value)
        except Invalid:
            self.fail("must be an amount in pounds, such as 75.00", param, ctx)


class _Rate(click.ParamType[Decimal]):
    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return Decimal(value)
        except InvalidOperation:
            self.fail("must be a part of one, such as 0.20", param, ctx)


class _Instant(click.ParamType[datetime]):
    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return in_utc(value if isinstance(value, datetime) else datetime.fromisoformat(value), "/instant")
        except (Invalid, ValueError):
            self.fail("must be an instant with its offset, such as 2026-03-02T09:30:00Z", param, ctx)


PRICE, RATE, INSTANT = _Price(), _Rate(), _Instant()


def in_zone(typed: datetime, zone: str, pointer: str) -> datetime:
    """The instant at which clocks in ``zone`` show ``typed``. Raises :class:`Invalid` for an unknown zone."""
    try:
        return in_utc(typed.replace(tzinfo=ZoneInfo(zone)), pointer)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid.at("/time_zone", "must be an IANA time zone, such as Europe/London") from None
