"""One line of an export, read: what it says, with what is missing decided. Pure."""

from attrs import frozen

from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.shared.ids import BookingId
from rft_domain.shared.money import Money

from .amounts import Amounts, amounts_of
from .line import Line
from .old_session import OldSession, session_of
from .people import contact_of, participants_of
from .statuses import OldStatus, status_of

AMOUNTS_DIFFER = "amounts-do-not-add-up"


@frozen(kw_only=True)
class OldBooking:
    """``warnings`` are codes of what was read otherwise than written."""

    id: BookingId
    session: OldSession
    contact: Contact
    participants: tuple[AttendeeDetails, ...]
    status: OldStatus
    amounts: Amounts
    warnings: tuple[str, ...] = ()

    @property
    def unit_price(self) -> Money | None:
        """The list price that the line's total implies, to the penny."""
        total, seats = self.amounts.total, len(self.participants)
        return None if total is None else total.split((1,) * seats)[0]


def read_booking(line: Line) -> OldBooking:
    """Raises :class:`Unbookable` with the first reason found."""
    warnings: list[str] = []
    booking_id = line.booking_id
    participants = participants_of(line.content, warnings)
    contact = contact_of(line.content, booking_id, participants, warnings)
    status = status_of(line.content.get("status"))
    amounts = amounts_of(line.content)
    if not amounts.add_up:
        warnings.append(AMOUNTS_DIFFER)
    return OldBooking(
        id=booking_id,
        session=session_of(line.content),
        contact=contact,
        participants=participants,
        status=status,
        amounts=amounts,
        warnings=tuple(warnings),
    )
