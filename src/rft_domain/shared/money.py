"""Money: exact minor units and a currency. Rounding is half-up per line (HMRC VAT Notice 700, 17.5)."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from attrs import Attribute, field, frozen

from .errors import Invalid

_PENNY = Decimal("0.01")
_LIMIT = Decimal("10000000000")


def _exact_amount(instance: object, attribute: object, value: Decimal) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise Invalid.at("/amount", "must be a finite decimal amount")
    if value.as_tuple().exponent != -2:
        raise Invalid.at("/amount", "must have two decimal places")
    if not -_LIMIT < value < _LIMIT:
        raise Invalid.at("/amount", "is out of range")


def _known_currency(instance: object, attribute: object, value: str) -> None:
    if value != "GBP":
        raise Invalid.at("/currency", "must be GBP")


@frozen(order=True)
class Money:
    """An amount with exactly two decimal places, in GBP. May be negative: a difference is money too."""

    amount: Decimal = field(validator=_exact_amount)
    currency: str = field(default="GBP", validator=_known_currency)

    @classmethod
    def of(cls, amount: "Decimal | int | str", currency: str = "GBP") -> "Money":
        """``Money.of("75")``. Raises :class:`Invalid` where minor units would be lost."""
        try:
            exact = Decimal(amount)
            if not exact.is_finite() or abs(exact) >= _LIMIT or exact != (rounded := exact.quantize(_PENNY)):
                raise Invalid.at("/amount", "must be a decimal amount with at most two places")
        except InvalidOperation:
            raise Invalid.at("/amount", "must be a decimal amount with at most two places") from None
        return cls(rounded, currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - other.amount)

    def __neg__(self) -> "Money":
        return Money(-self.amount)

    def __mul__(self, count: int) -> "Money":
        return Money(self.amount * count)

    def share(self, rate: Decimal) -> "Money":
        """``rate`` of this amount (0.10 is a tenth), rounded half-up to the penny."""
        return Money((self.amount * rate).quantize(_PENNY, ROUND_HALF_UP))

    def vat_included(self, rate: Decimal) -> "Money":
        """The VAT inside this gross amount: gross × rate ÷ (1 + rate), half-up."""
        return Money((self.amount * rate / (1 + rate)).quantize(_PENNY, ROUND_HALF_UP))

    def split(self, weights: "tuple[int, ...]") -> "tuple[Money, ...]":
        """Parts in proportion to ``weights`` that add up exactly (largest remainder)."""
        total = sum(weights)
        if not weights or total <= 0 or min(weights) < 0:
            raise Invalid.at("/weights", "must be non-negative and not all zero")
        pence = int(self.amount * 100)
        exact = [Fraction(pence * weight, total) for weight in weights]
        parts = [share.numerator // share.denominator for share in exact]
        by_remainder = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
        for i in by_remainder[: pence - sum(parts)]:
            parts[i] += 1
        return tuple(Money(Decimal(part) * _PENNY) for part in parts)


ZERO = Money(Decimal("0.00"))


def not_negative(instance: object, attribute: "Attribute[Any]", value: Any) -> None:
    """An attrs validator for an amount that may be absent but never below nothing."""
    if value is not None and value.amount < 0:
        raise Invalid.at(f"/{attribute.name}", "must not be negative")
