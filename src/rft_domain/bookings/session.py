"""What a booking needs to know of the session it is for. The catalogue's own ``Session`` knows more."""

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from ..shared.ids import CustomerId, Entropy, SessionId, UserId
from ..shared.money import Money
from ..shared.period import instant
from .errors import SessionClosed, SessionPast
from .events import Party
from .roster import Roster


@frozen(kw_only=True)
class BookableSession:
    """``unit_price`` is the session's own price, else its course's; ``on_sale`` where its course is active."""

    id: SessionId
    course_title: str
    starts_at: datetime = field(validator=instant)
    ends_at: datetime = field(validator=instant)
    time_zone: str
    venue: str
    scheduled: bool
    completed: bool
    on_sale: bool
    unit_price: Money
    vat_rate: Decimal
    instructor_ids: frozenset[UserId] = frozenset()

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    def must_be_open(self, now: datetime, *, past_allowed: bool) -> None:
        """Raises :class:`SessionPast` once it has started, :class:`SessionClosed` where it is not on sale.

        ``past_allowed`` is for history, which may be of courses that are no longer taught.
        """
        history = past_allowed and (self.scheduled or self.completed)
        if not history and not (self.scheduled and self.on_sale):
            raise SessionClosed(session_id=str(self.id))
        if self.has_started(now) and not past_allowed:
            raise SessionPast(session_id=str(self.id))


@frozen(kw_only=True)
class Opening:
    """All that one booking reads: its session, the seats, and who is known by the contact's address."""

    session: BookableSession
    roster: Roster
    customer_id: CustomerId | None = None
    user_id: UserId | None = None

    def party(self, entropy: Entropy) -> Party:
        """Who is known, and new ids for who is not."""
        return Party(
            customer_id=self.customer_id or CustomerId(entropy.uuid()),
            user_id=self.user_id or UserId(entropy.uuid()),
            customer_is_new=self.customer_id is None,
            user_is_new=self.user_id is None,
        )
