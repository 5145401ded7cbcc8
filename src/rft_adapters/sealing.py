"""Sensitive fields at rest: AES-256-GCM (NIST SP 800-38D) with a data key for each subject, wrapped by a master key.

What is sealed is bound to its table, column and row and to its subject. Anywhere else it does not open, nor with a bit
changed: :class:`SealedDataRefused`, never another text. Neither keys nor texts are in any ``repr`` or error.
"""

import secrets
from collections.abc import Mapping
from uuid import UUID

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

_FORMAT = b"\x01"
_NONCE_BYTES, _KEY_BYTES = 12, 32
# lengths tell: "none" and a short sentence are sealed to the same one. No text of ours has a NUL
_PAD_TO = 64


@frozen
class Place:
    """A column that holds sealed text. ``table`` is written with its schema."""

    table: str
    column: str

    def bound(self, row_id: UUID, subject_id: UUID) -> bytes:
        return f"{self.table}\n{self.column}\n{row_id}\n{subject_id}".encode()


@frozen
class WrappedKey:
    """A data key as it is stored: of use to nobody without the master key."""

    subject_id: UUID
    master_id: str
    wrapped: bytes = field(repr=False)


class DataKey:
    """The key of one subject, opened."""

    __slots__ = ("_cipher", "_subject_id")

    def __init__(self, subject_id: UUID, secret: bytes) -> None:
        self._subject_id, self._cipher = subject_id, AESGCM(secret)

    def seal(self, text: str, place: Place, row_id: UUID) -> bytes:
        plain = text.encode()
        padded = plain + b"\0" * (-len(plain) % _PAD_TO or (0 if plain else _PAD_TO))
        return _encrypted(self._cipher, padded, place.bound(row_id, self._subject_id))

    def open(self, sealed: bytes, place: Place, row_id: UUID) -> str:
        """Raises :class:`SealedDataRefused`."""
        plain = _decrypted(self._cipher, sealed, place.bound(row_id, self._subject_id))
        if plain is None:
            raise SealedDataRefused(table=place.table, column=place.column)
        return plain.rstrip(b"\0").decode()


class MasterKeys:
    """Secrets by id, the newest last: that one wraps, all of them unwrap."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(_derived(secret)) for key_id, secret in keys.items()}
        self.current = list(keys)[-1]

    def new_key(self, subject_id: UUID) -> tuple[WrappedKey, DataKey]:
        secret = secrets.token_bytes(_KEY_BYTES)
        return self._wrapped(subject_id, secret), DataKey(subject_id, secret)

    def unwrap(self, key: WrappedKey) -> DataKey:
        """Raises :class:`DataKeyMissing` where its master key is not here, or :class:`SealedDataRefused`."""
        return DataKey(key.subject_id, self._secret(key))

    def rewrapped(self, key: WrappedKey) -> WrappedKey:
        """The same data key under the newest master key. Raises as :meth:`unwrap`."""
        return self._wrapped(key.subject_id, self._secret(key))

    def _wrapped(self, subject_id: UUID, secret: bytes) -> WrappedKey:
        bound = _bound_key(subject_id, self.current)
        return WrappedKey(subject_id, self.current, _encrypted(self._ciphers[self.current], secret, bound))

    def _secret(self, key: WrappedKey) -> bytes:
        cipher = self._ciphers.get(key.master_id)
        if cipher is None:
            raise DataKeyMissing(master_key_id=key.master_id)
        secret = _decrypted(cipher, key.wrapped, _bound_key(key.subject_id, key.master_id))
        if secret is None:
            raise SealedDataRefused(table="customers.data_keys", column="wrapped")
        return secret


def _bound_key(subject_id: UUID, master_id: str) -> bytes:
    return f"customers.data_keys\nwrapped\n{master_id}\n{subject_id}".encode()


def _encrypted(cipher: AESGCM, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + cipher.encrypt(nonce, plain, bound)


def _decrypted(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes | None:
    """``None`` for what was not encrypted so."""
    nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or len(nonce) != _NONCE_BYTES:
        return None
    try:
        return cipher.decrypt(nonce, text, bound)
    except InvalidTag:
        return None


def _derived(secret: bytes) -> bytes:
    """A key of 256 bits for this purpose alone (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"rft data keys").derive(secret)
