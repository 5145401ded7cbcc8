"""The wish to have an account, until the address is proven (product.md A5).

Nothing of it is the user's before that: no account, no password, no history. And the mailed token alone is not enough:
who proves the address must also know the password of the wish. So a stranger who registers somebody else's address
with a password of their own gains nothing, even if the owner follows the letter (pre-hijacking: Sudhodanan and
Paverd, USENIX Security 2022).
"""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from ..shared.email import Email
from ..shared.ids import RegistrationId
from ..shared.period import instant
from ..shared.text import text

VALID_FOR = timedelta(hours=24)


@frozen(kw_only=True)
class Registration:
    """``token_hash`` is ``None`` until the letter is written; a later letter replaces the token of an earlier one."""

    id: RegistrationId
    email: Email = field(repr=False)
    first_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    last_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    password_hash: str = field(repr=False)
    token_hash: str | None = field(default=None, repr=False)
    created_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    used_at: datetime | None = field(default=None, validator=instant)

    @classmethod
    def open(
        cls,
        *,
        id: RegistrationId,
        email: Email,
        first_name: str,
        last_name: str,
        password_hash: str,
        now: datetime,
    ) -> "Registration":
        return cls(
            id=id,
            email=email,
            first_name=first_name,
            last_name=last_name,
            password_hash=password_hash,
            created_at=now,
            expires_at=now + VALID_FOR,
        )

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at

    def issued(self, token_hash: str) -> "Registration":
        return evolve(self, token_hash=token_hash)

    def used(self, now: datetime) -> "Registration":
        return evolve(self, used_at=now)
