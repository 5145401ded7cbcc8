"""News of bookings."""

from datetime import datetime

from attrs import frozen

from ..shared.ids import BookingId, CustomerId, SessionId, UserId
from ..shared.money import Money
from .contact import Contact


@frozen(kw_only=True)
class Party:
    """For whom a booking is made. What is new must be made by those whose news this is."""

    customer_id: CustomerId
    user_id: UserId
    customer_is_new: bool
    user_is_new: bool


@frozen(kw_only=True)
class BookingRequested:
    """``party`` is ``None`` while linking is switched off; ``past``: the session was over when it was booked."""

    at: datetime
    booking_id: BookingId
    session_id: SessionId
    party: Party | None
    contact: Contact
    seats: int
    final: Money
    provisional: bool
    past: bool

    @property
    def customer_id(self) -> CustomerId | None:
        return self.party.customer_id if self.party else None


@frozen(kw_only=True)
class BookingConfirmed:
    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None


@frozen(kw_only=True)
class BookingCompleted:
    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None


@frozen(kw_only=True)
class BookingCancelled:
    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None
    seats: int
    final: Money
    past: bool


@frozen(kw_only=True)
class BookingMoved:
    """``difference`` is what the booking costs more (or, negative, less) than before."""

    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None
    from_session_id: SessionId
    to_session_id: SessionId
    difference: Money


@frozen(kw_only=True)
class AttendeeSubstituted:
    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None


@frozen(kw_only=True)
class RequirementsWritten:
    """What an attendee needs was written down, or taken back."""

    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None


@frozen(kw_only=True)
class AttendeeCancelled:
    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None
    difference: Money


@frozen(kw_only=True)
class AttendanceMarked:
    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None
    attendance: str


@frozen(kw_only=True)
class BookingReinstated:
    """A booking stands again that was cancelled by mistake."""

    at: datetime
    booking_id: BookingId
    customer_id: CustomerId | None
    final: Money
    booked_at: datetime
