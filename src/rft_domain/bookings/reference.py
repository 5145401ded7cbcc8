"""Booking references (product.md D2): 11 random symbols and a check symbol, shown as ``K7QM-9XDR-T4WA``.

The alphabet is Crockford's base32. 55 random bits.
The check symbol makes the twelve symbols a code word over GF(32) with distinct non-zero weights, so every single wrong
symbol and every swap of two symbols is found.
"""

from attrs import field, frozen

from ..shared import crockford
from ..shared.errors import Invalid
from ..shared.ids import Chance

RANDOM_SYMBOLS = 11
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def _double(symbol: int) -> int:
    """``symbol`` times x in GF(32)."""
    doubled = symbol << 1
    return doubled ^ _POLYNOMIAL if doubled & 0b100000 else doubled


def _check_value(values: list[int]) -> int:
    """Horner's rule: the weights are x, x², …, x¹¹, and 1 for the check symbol itself."""
    total = 0
    for value in values:
        total = _double(total) ^ value
    return _double(total)


def _sound(instance: object, attribute: object, value: str) -> None:
    values = [crockford.ALPHABET.find(symbol) for symbol in value]
    if len(values) != RANDOM_SYMBOLS + 1 or min(values) < 0 or _check_value(values[:-1]) != values[-1]:
        raise Invalid.at("/reference", "is not a booking reference; check for a mistyped symbol")


@frozen
class Reference:
    """``symbols`` is the stored form, twelve without hyphens; ``str()`` is the form to show."""

    symbols: str = field(validator=_sound)

    @classmethod
    def random(cls, chance: Chance) -> "Reference":
        values = crockford.random_values(chance, RANDOM_SYMBOLS)
        return cls(crockford.written([*values, _check_value(values)]))

    @classmethod
    def parse(cls, typed: str) -> "Reference":
        """Forgives case, spaces, hyphens, and O for 0, I or L for 1. Raises :class:`Invalid` at ``/reference``."""
        return cls(crockford.read(typed))

    def __str__(self) -> str:
        return crockford.shown(self.symbols)
