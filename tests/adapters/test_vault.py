"""Secrets at rest: opened by the right key, about the right thing, untouched; by nothing else."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rft_adapters.vault import Vault

OLD, NEW = bytes(32), bytes(range(32))
VAULT = Vault({"new": NEW}, "tests")


def test_what_is_sealed_is_opened_and_not_to_be_read() -> None:
    sealed = VAULT.seal("a secret", "ana")
    assert VAULT.open(sealed, "ana") == "a secret"
    assert b"a secret" not in base64.b64decode(sealed.partition(":")[2])
    assert sealed != VAULT.seal("a secret", "ana")


def test_it_is_aes_256_gcm_with_a_key_of_its_own() -> None:
    """Opened by hand, from the standard's parts."""
    key_id, _, text = VAULT.seal("a secret", "ana").partition(":")
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rft vault\ntests").derive(NEW)
    data = base64.b64decode(text)
    assert (key_id, AESGCM(key).decrypt(data[:12], data[12:], b"ana")) == ("new", b"a secret")


def test_about_somebody_else_or_for_another_purpose_it_stays_shut() -> None:
    sealed = VAULT.seal("a secret", "ana")
    assert VAULT.open(sealed, "bob") is None
    assert Vault({"new": NEW}, "other tests").open(sealed, "ana") is None


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    sealed = Vault({"old": OLD}, "tests").seal("a secret", "ana")
    both = Vault({"old": OLD, "new": NEW}, "tests")
    assert both.open(sealed, "ana") == "a secret"
    assert both.seal("a secret", "ana").startswith("new:")
    assert VAULT.open(sealed, "ana") is None


def test_every_touched_bit_is_found() -> None:
    key_id, _, text = VAULT.seal("a secret", "ana").partition(":")
    data = base64.b64decode(text)
    for bit in range(8 * len(data)):
        touched = bytearray(data)
        touched[bit // 8] ^= 1 << bit % 8
        assert VAULT.open(f"{key_id}:{base64.b64encode(bytes(touched)).decode()}", "ana") is None


@pytest.mark.parametrize("sealed", ["", "new:", "new:!", "new:AAAA", "new", "other:AAAA", "new:é"])
def test_what_was_never_sealed_is_not_opened(sealed: str) -> None:
    assert VAULT.open(sealed, "ana") is None
