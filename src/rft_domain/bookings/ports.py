"""What the bookings slice asks of its store, and of the sessions, users and customers next door."""

from typing import Protocol

from ..shared.email import Email
from ..shared.ids import BookingId, Entropy, SessionId
from ..shared.outbox import Outbox
from .booking import Booking
from .pricing import Discount
from .roster import Roster
from .session import Opening


class Bookings(Protocol):
    def get(self, booking_id: BookingId) -> Booking:
        """Raises :class:`BookingNotFound`."""
        ...

    def of_session(self, session_id: SessionId) -> tuple[Booking, ...]:
        """Every booking of the session, oldest first."""
        ...

    def add(self, booking: Booking) -> None: ...

    def save(self, booking: Booking) -> None:
        """Committing raises :class:`StaleWrite` on an old version."""
        ...


class Rosters(Protocol):
    def hold(self, session_id: SessionId) -> Roster:
        """The roster, which nobody else changes until this unit of work ends. Raises :class:`SessionUnknown`."""
        ...

    def add(self, roster: Roster) -> None: ...

    def resize(self, session_id: SessionId, capacity: int) -> None:
        """Only of a roster that is held."""
        ...

    def change(self, session_id: SessionId, seats: int) -> None:
        """Take ``seats``, or give back a negative number: added to whatever is taken at commit.

        Committing raises :class:`StaleWrite` where that would be more than the capacity or less than none.
        """
        ...


class Desk(Protocol):
    def open(self, session_id: SessionId, email: Email | None, *, requirements: bool = False) -> Opening:
        """In one read, without a lock. Raises :class:`SessionUnknown`.

        A user's own customer comes before the customer that has the same address. ``requirements``: what attendees need
        will be written, and whatever it takes to keep that comes along.
        """
        ...


class Discounts(Protocol):
    def find(self, code: str) -> Discount | None: ...

    def add(self, discount: Discount) -> None:
        """Committing raises :class:`DiscountCodeTaken` where the code is there by then."""
        ...


class BookingsUnitOfWork(Protocol):
    @property
    def bookings(self) -> Bookings: ...
    @property
    def rosters(self) -> Rosters: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def discounts(self) -> Discounts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def entropy(self) -> Entropy: ...
