"""A mailed, single-use code: proof that a guest reads the mail of an address."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from ..shared.email import Email
from ..shared.ids import BookingId, CustomerId, PortalLinkId, PortalSessionId
from ..shared.period import instant

VALID_FOR = timedelta(minutes=15)


class LinkPurpose(StrEnum):
    STEP_UP = "step_up"
    NEW_EMAIL = "new_email"
    WAY_IN = "way_in"


@frozen(kw_only=True)
class PortalLink:
    """Of one customer and purpose only the newest code is good.

    ``new_email`` is the address that the customer shall have from then on; without it, the code proves the present one
    to the session that asked, or opens a session for ``booking_id`` where none did. There is no ``token_hash`` until
    the letter is written.
    """

    id: PortalLinkId
    session_id: PortalSessionId | None = None
    customer_id: CustomerId
    booking_id: BookingId | None = None
    new_email: Email | None = field(default=None, repr=False)
    token_hash: str | None = field(default=None, repr=False)
    created_at: datetime = field(validator=instant)
    expires_at: datetime = field(validator=instant)
    used_at: datetime | None = field(default=None, validator=instant)
    replaced: Email | None = field(default=None, repr=False)

    @classmethod
    def ask(
        cls,
        *,
        id: PortalLinkId,
        customer_id: CustomerId,
        now: datetime,
        session_id: PortalSessionId | None = None,
        booking_id: BookingId | None = None,
        new_email: Email | None = None,
    ) -> "PortalLink":
        return cls(
            id=id,
            session_id=session_id,
            customer_id=customer_id,
            booking_id=booking_id,
            new_email=new_email,
            created_at=now,
            expires_at=now + VALID_FOR,
        )

    @property
    def purpose(self) -> LinkPurpose:
        if self.new_email is not None:
            return LinkPurpose.NEW_EMAIL
        return LinkPurpose.WAY_IN if self.booking_id is not None else LinkPurpose.STEP_UP

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at

    def issued(self, token_hash: str) -> "PortalLink":
        """A letter that is written again takes the place of the one before."""
        return evolve(self, token_hash=token_hash)

    def used(self, now: datetime, *, replaced: Email | None = None) -> "PortalLink":
        """``replaced`` is the address that the new one takes the place of: it is written to once more."""
        return evolve(self, used_at=now, replaced=replaced)
