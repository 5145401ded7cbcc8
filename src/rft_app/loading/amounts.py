"""Amounts as the old system wrote them: numbers, text, with a pound sign or thousands commas."""

import re
from collections.abc import Hashable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from attrs import frozen

from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import ZERO, Money

from .unbookable import Unbookable

_WRITTEN = re.compile(r"(-?)\s*£?\s*(-?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)")


@frozen(kw_only=True)
class Amounts:
    """``None`` where the line says nothing; an absent discount is none."""

    total: Money | None
    discount: Money
    final: Money | None

    @property
    def add_up(self) -> bool:
        return self.total is None or self.final is None or self.total - self.discount == self.final


def amounts_of(content: Mapping[str, Any]) -> Amounts:
    """Raises :class:`Unbookable` with ``amount-unreadable`` or ``amount-negative``."""
    read = {name: _money(content.get(name), f"/{name}") for name in ("totalAmount", "discountAmount", "finalAmount")}
    return Amounts(total=read["totalAmount"], discount=read["discountAmount"] or ZERO, final=read["finalAmount"])


def _money(written: object, pointer: str) -> Money | None:
    if written is None or written == "":
        return None
    try:
        amount = _read(written) if isinstance(written, Hashable) else Money.of(_decimal(written))
    except Invalid:
        raise Unbookable("amount-unreadable", (pointer,)) from None
    if amount.amount < 0:
        raise Unbookable("amount-negative", (pointer,))
    return amount


@lru_cache(maxsize=4096, typed=True)
def _read(written: Hashable) -> Money:
    """The same few amounts come over and over."""
    return Money.of(_decimal(written))


def _decimal(written: object) -> Decimal:
    if isinstance(written, int | Decimal) and not isinstance(written, bool):
        return Decimal(written)
    found = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise Invalid.at("/amount", "must be an amount")
    return Decimal(found[1] + found[2] + found[3].replace(",", "")) if not (found[1] and found[2]) else Decimal("NaN")
