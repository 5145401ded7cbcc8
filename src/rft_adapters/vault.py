"""Secrets at rest: AES-256-GCM (NIST SP 800-38D), bound to what they are about, under one of several keys."""

import base64
import binascii
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Vault:
    """``keys`` are secrets by id, the newest last: that one seals, all of them open. ``purpose`` keeps vaults apart."""

    def __init__(self, keys: Mapping[str, bytes], purpose: str) -> None:
        self._ciphers = {key_id: AESGCM(_derived(secret, purpose)) for key_id, secret in keys.items()}
        self._current = list(keys)[-1]

    def seal(self, secret: str, about: str) -> str:
        """``key-id:base64``, which :meth:`open` gives back for the same ``about`` only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._ciphers[self._current].encrypt(nonce, secret.encode(), about.encode())
        return f"{self._current}:{base64.b64encode(sealed).decode('ascii')}"

    def open(self, sealed: str, about: str) -> str | None:
        """``None`` where the key is not here, where it was sealed about something else, or was tampered with."""
        key_id, _, text = sealed.partition(":")
        cipher = self._ciphers.get(key_id)
        try:
            data = base64.b64decode(text, validate=True)
            if cipher is None:
                return None
            return cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            return None


def _derived(secret: bytes, purpose: str) -> bytes:
    """A key of 256 bits for this purpose alone (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"rft vault\n{purpose}".encode()).derive(secret)
