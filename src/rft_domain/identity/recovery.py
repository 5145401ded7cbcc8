"""Recovery codes: ten single-use ways past a lost authenticator (product.md A8).

Each has 80 random bits, in Crockford's base32 (no I, L, O or U). What is stored is a SHA-256 that opens nothing.
"""

import hashlib

from ..shared.ids import Entropy

HOW_MANY = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS, _GROUP = 16, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_recovery_codes(entropy: Entropy) -> tuple[str, ...]:
    """As they are shown: ``XXXX-XXXX-XXXX-XXXX``."""
    return tuple(_new(entropy) for _ in range(HOW_MANY))


def _new(entropy: Entropy) -> str:
    bits = entropy.bits(5 * _SYMBOLS)
    symbols = "".join(_ALPHABET[(bits >> (5 * place)) & 31] for place in range(_SYMBOLS))
    return "-".join(symbols[start : start + _GROUP] for start in range(0, _SYMBOLS, _GROUP))


def recovery_hash(typed: str) -> str:
    """64 hexadecimal digits, whatever the case, the spaces and hyphens, and O for 0, I or L for 1."""
    bare = "".join(typed.upper().replace("-", " ").split()).translate(_READ_AS)
    return hashlib.sha256(f"recovery\n{bare}".encode("utf-8", "surrogatepass")).hexdigest()
