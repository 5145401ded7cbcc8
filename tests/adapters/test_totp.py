"""Codes of authenticators, against the vectors of RFC 6238, appendix B (SHA-1; the last six of the eight digits)."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from rft_adapters.totp import TotpAuthenticator
from rft_adapters.vault import Vault
from rft_domain.shared.ids import UserId

ANA, BOB = UserId(UUID(int=1)), UserId(UUID(int=2))
VAULT = Vault({"first": bytes(32)}, "tests")
AUTHENTICATOR = TotpAuthenticator(VAULT)
SEALED = VAULT.seal(base64.b32encode(b"12345678901234567890").decode(), str(ANA))
VECTORS = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"),
    (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130"),
]  # fmt: skip


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert AUTHENTICATOR.step_of(code, SEALED, ANA, at(seconds)) == seconds // 30


@pytest.mark.parametrize(("off", "right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_one_step_to_either_side_is_forgiven(off: int, right: bool) -> None:
    found = AUTHENTICATOR.step_of("050471", SEALED, ANA, at(1111111111) + timedelta(seconds=off))
    assert found == (1111111111 // 30 if right else None)


@pytest.mark.parametrize("code", ["", "050472", "50471", "0050471", "05047١", "\ud800", "050471a"])
def test_any_other_code_is_for_no_step(code: str) -> None:
    assert AUTHENTICATOR.step_of(code, SEALED, ANA, at(1111111111)) is None


def test_spaces_are_forgiven() -> None:
    assert AUTHENTICATOR.step_of(" 050 471 ", SEALED, ANA, at(1111111111)) is not None


def test_a_secret_is_no_use_to_somebody_else_or_under_another_key() -> None:
    assert AUTHENTICATOR.step_of("050471", SEALED, BOB, at(1111111111)) is None
    other = TotpAuthenticator(Vault({"first": bytes(31) + b"1"}, "tests"))
    assert other.step_of("050471", SEALED, ANA, at(1111111111)) is None
    assert AUTHENTICATOR.step_of("050471", None, ANA, at(1111111111)) is None


def test_secrets_have_160_bits_and_are_never_the_same() -> None:
    made = [AUTHENTICATOR.new_secret(ANA) for _ in range(100)]
    assert {len(base64.b32decode(secret)) for secret, _ in made} == {20}
    assert len({secret for secret, _ in made}) == 100
    assert [VAULT.open(sealed, str(ANA)) for _, sealed in made] == [secret for secret, _ in made]


def test_an_authenticator_is_told_by_the_usual_uri() -> None:
    uri = AUTHENTICATOR.uri("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "Ana.Silva@example.org")
    assert uri == "otpauth://totp/rft:Ana.Silva%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=rft"
