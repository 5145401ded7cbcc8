"""Opaque tokens: 256 bits that only their holder has. What is stored is their SHA-256, which opens nothing."""

import base64
import hashlib

from ..shared.ids import Entropy

_BYTES = 32


def new_token(entropy: Entropy) -> str:
    """43 characters of base64url (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(entropy.bits(8 * _BYTES).to_bytes(_BYTES, "big")).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """64 hexadecimal digits. A plain hash is enough: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
