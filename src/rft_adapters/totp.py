"""Authenticators: time-based codes (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), their secrets sealed."""

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

from rft_domain.identity.ports import Authenticator
from rft_domain.shared.ids import UserId

from .vault import Vault

STEP = timedelta(seconds=30)
_SECRET_BYTES = 20  # RFC 4226, 4, R6
_EITHER_SIDE = 1
_NOBODY = UserId(UUID(int=0))


class TotpAuthenticator:
    def __init__(self, vault: Vault, issuer: str = "rft") -> None:
        self._vault, self._issuer = vault, issuer
        self._nobodys = self.new_secret(_NOBODY)[1]

    def new_secret(self, user_id: UserId) -> tuple[str, str]:
        secret = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")
        return secret, self._vault.seal(secret, str(user_id))

    def uri(self, secret: str, address: str) -> str:
        return pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=self._issuer)

    def step_of(self, code: str, sealed: str | None, user_id: UserId | None, now: datetime) -> int | None:
        """Every step is looked at, whichever fits, and nobody's secret where there is none."""
        whose = user_id if sealed is not None and user_id is not None else None
        secret = self._vault.open(sealed or self._nobodys, str(whose or _NOBODY))
        present = int(now.timestamp() // STEP.total_seconds())
        typed = "".join(code.split()).encode("utf-8", "surrogatepass")
        totp = pyotp.TOTP(secret or pyotp.random_base32())
        steps = range(present - _EITHER_SIDE, present + _EITHER_SIDE + 1)
        fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode("ascii"), typed)]
        return fitting[-1] if fitting and secret is not None and whose is not None else None


def _conforms(authenticator: TotpAuthenticator) -> Authenticator:
    return authenticator
