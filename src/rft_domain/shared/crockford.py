"""Crockford's base32: no I, L, O or U, so that symbols can be read aloud and are forgiven when typed."""

from .ids import Chance

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def random_values(chance: Chance, symbols: int) -> list[int]:
    """So many places in the alphabet, five random bits each."""
    bits = chance.bits(5 * symbols)
    return [(bits >> (5 * place)) & 31 for place in range(symbols)]


def written(values: list[int]) -> str:
    return "".join(ALPHABET[value] for value in values)


def read(typed: str) -> str:
    """The symbols alone, whatever the case, the spaces and hyphens, and O for 0, I or L for 1. Nothing is refused."""
    return "".join(typed.upper().replace("-", " ").split()).translate(_READ_AS)


def shown(symbols: str) -> str:
    """In groups of four: ``K7QM-9XDR-T4WA``."""
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))
