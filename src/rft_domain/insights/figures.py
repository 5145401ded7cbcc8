"""A customer's figures counted from the history: the definition of what is kept (product.md B4, decision 0009)."""

from collections.abc import Sequence

from ..activity.entry import ActivityEntry
from ..bookings.booking import Booking, BookingStatus
from ..customers.customer import Customer
from ..customers.figures import Figures, earliest, latest
from ..shared.money import ZERO

ACTIVE = ("booking_made", "booking_moved", "booking_cancelled", "attendee_cancelled")
"""Entries of the activity log that count as activity: what a customer books, and what becomes of it."""
OPENED = "customer_opened"


def figures_of(customer: Customer, bookings: Sequence[Booking], entries: Sequence[ActivityEntry]) -> Figures:
    """``bookings`` and ``entries`` are all of the customer's.

    A customer is one since they were opened, or their first booking was made, if that was before. Entries of
    another customer that became part of this one count too: they are this one's now.
    """
    standing = [booking for booking in bookings if booking.status is not BookingStatus.CANCELLED]
    made = [booking.created_at for booking in bookings]
    opened = [entry.at for entry in entries if entry.type == OPENED]
    since = earliest(customer.created_at, *opened, *made) or customer.created_at
    active = [entry.at for entry in entries if entry.type in ACTIVE]
    return Figures(
        total_bookings=len(standing),
        total_spent=sum((booking.price.final for booking in standing), ZERO),
        first_booking_at=earliest(*made),
        last_booking_at=latest(*made),
        customer_since=since,
        last_activity_at=latest(since, *opened, *made, *active) or since,
    )
