"""An organiser asks somebody to become a member of their customer (product.md B7)."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from ..shared.email import Email
from ..shared.ids import CustomerId, InvitationId, UserId
from ..shared.period import instant
from ..shared.text import text

VALID_FOR = timedelta(days=7)


@frozen(kw_only=True)
class Invitation:
    """``token_hash`` is ``None`` until the letter is written. Accepted or revoked, it opens nothing any more."""

    id: InvitationId
    customer_id: CustomerId
    email: Email = field(repr=False)
    first_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    last_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    is_organizer: bool = False
    invited_by: UserId | None = None
    token_hash: str | None = field(default=None, repr=False)
    created_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    accepted_at: datetime | None = field(default=None, validator=instant)
    revoked_at: datetime | None = field(default=None, validator=instant)

    @property
    def stands(self) -> bool:
        """Neither accepted nor revoked; it may have expired."""
        return self.accepted_at is None and self.revoked_at is None

    def is_open(self, now: datetime) -> bool:
        return self.stands and now < self.expires_at

    def renewed(self, *, first_name: str, last_name: str, is_organizer: bool, now: datetime) -> "Invitation":
        """Asked for once more: the letter that is out opens nothing any more, a new one will."""
        return evolve(
            self,
            first_name=first_name,
            last_name=last_name,
            is_organizer=is_organizer,
            token_hash=None,
            expires_at=now + VALID_FOR,
        )

    def issued(self, token_hash: str) -> "Invitation":
        return evolve(self, token_hash=token_hash)

    def accepted(self, now: datetime) -> "Invitation":
        return evolve(self, accepted_at=now)

    def revoked(self, now: datetime) -> "Invitation":
        return evolve(self, revoked_at=now)
