"""Recovery codes: ten single-use ways past a lost authenticator (product.md A8).

Each has 80 random bits, in Crockford's base32. What is stored is a SHA-256 that opens nothing.
"""

import hashlib

from ..shared import crockford
from ..shared.ids import Entropy

HOW_MANY = 10
_SYMBOLS = 16


def new_recovery_codes(entropy: Entropy) -> tuple[str, ...]:
    """As they are shown: ``XXXX-XXXX-XXXX-XXXX``."""
    values = (crockford.random_values(entropy, _SYMBOLS) for _ in range(HOW_MANY))
    return tuple(crockford.shown(crockford.written(each)) for each in values)


def recovery_hash(typed: str) -> str:
    """64 hexadecimal digits, whatever the case, the spaces and hyphens, and O for 0, I or L for 1."""
    return hashlib.sha256(f"recovery\n{crockford.read(typed)}".encode("utf-8", "surrogatepass")).hexdigest()
