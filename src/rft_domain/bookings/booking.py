"""Seats on a session for a customer (product.md D)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from attrs import Attribute, evolve, field, frozen

from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import AttendeeId, BookingId, CustomerId, SessionId, UserId
from ..shared.period import instant
from . import events as news
from .attendee import Attendance, Attendee
from .contact import AttendeeDetails, Contact
from .errors import AttendeeNotFound, LastAttendee, TransitionNotListed
from .pricing import Price
from .reference import Reference

MOST_ATTENDEES = 200


class BookingStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    PART_PAID = "part_paid"
    PAID = "paid"
    REFUNDED = "refunded"


LISTED_TRANSITIONS = frozenset(
    {
        (BookingStatus.PENDING, BookingStatus.CONFIRMED),
        (BookingStatus.PENDING, BookingStatus.CANCELLED),
        (BookingStatus.CONFIRMED, BookingStatus.COMPLETED),
        (BookingStatus.CONFIRMED, BookingStatus.CANCELLED),
    }
)


def _somebody(instance: object, attribute: "Attribute[Any]", value: Sequence[Attendee]) -> None:
    if not value:
        raise Invalid.at("/attendees", "must name at least one attendee")


def primary_index(attendees: Sequence[AttendeeDetails], contact: Contact) -> int:
    """The one whose e-mail is the contact's, else the first (product.md D1)."""
    return next((i for i, who in enumerate(attendees) if who.email == contact.email), 0)


@frozen(kw_only=True)
class Booking:
    """``customer_id`` and ``booked_by`` are ``None`` only for what was taken while linking was switched off (D8)."""

    record: ClassVar[Record] = Record.of(
        "booking",
        personal="reference contact.email contact.first_name contact.last_name contact.phone contact.company "
        "attendees.details.first_name attendees.details.last_name attendees.details.email "
        "attendees.details.special_requirements",
        plain="id session_id customer_id booked_by price.unit price.total price.discount price.final price.vat "
        "price.vat_rate price.code_rate discount_code status payment_status created_at version attendees.id "
        "attendees.is_primary attendees.attendance attendees.cancelled_at",
    )

    id: BookingId
    reference: Reference
    session_id: SessionId
    customer_id: CustomerId | None
    booked_by: UserId | None
    contact: Contact
    attendees: tuple[Attendee, ...] = field(validator=_somebody)
    price: Price
    discount_code: str | None = None
    status: BookingStatus
    payment_status: PaymentStatus = PaymentStatus.UNPAID
    created_at: datetime = field(validator=instant)
    version: int = 1
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @classmethod
    def request(
        cls,
        *,
        id: BookingId,
        reference: Reference,
        session_id: SessionId,
        party: "news.Party | None",
        booked_by: UserId | None,
        contact: Contact,
        attendees: Sequence[Attendee],
        price: Price,
        discount_code: str | None,
        provisional: bool,
        past: bool,
        now: datetime,
    ) -> "Booking":
        """A new booking: confirmed, unless it is provisional and waits for somebody to confirm it."""
        requested = news.BookingRequested(
            at=now,
            booking_id=id,
            session_id=session_id,
            party=party,
            contact=contact,
            seats=len(attendees),
            final=price.final,
            provisional=provisional,
            past=past,
        )
        return cls(
            id=id,
            reference=reference,
            session_id=session_id,
            customer_id=party.customer_id if party else None,
            booked_by=booked_by,
            contact=contact,
            attendees=tuple(attendees),
            price=price,
            discount_code=discount_code,
            status=BookingStatus.PENDING if provisional else BookingStatus.CONFIRMED,
            created_at=now,
            events=(requested,),
        )

    @property
    def standing(self) -> tuple[Attendee, ...]:
        """The attendees that were not taken off."""
        return tuple(attendee for attendee in self.attendees if attendee.stands)

    @property
    def seats(self) -> int:
        """Seats this booking holds on its session."""
        return 0 if self.status is BookingStatus.CANCELLED else len(self.standing)

    def confirmed(self, now: datetime) -> "Booking":
        event = news.BookingConfirmed(at=now, booking_id=self.id, customer_id=self.customer_id)
        return self._in(BookingStatus.CONFIRMED, event)

    def completed(self, now: datetime) -> "Booking":
        event = news.BookingCompleted(at=now, booking_id=self.id, customer_id=self.customer_id)
        return self._in(BookingStatus.COMPLETED, event)

    def cancelled(self, now: datetime, *, past: bool) -> "Booking":
        """Price and attendees stay as they were: they are history."""
        event = news.BookingCancelled(
            at=now,
            booking_id=self.id,
            customer_id=self.customer_id,
            seats=self.seats,
            final=self.price.final,
            past=past,
        )
        return self._in(BookingStatus.CANCELLED, event)

    def of_customer(self, customer_id: CustomerId) -> "Booking":
        """Handed over as it is: two customers were one person."""
        return evolve(self, customer_id=customer_id, version=self.version + 1, events=())

    def reinstated(self, status: BookingStatus, now: datetime) -> "Booking":
        """Cancelled by a merge that is undone: it stands as it did. Its seats must be there."""
        if self.status is not BookingStatus.CANCELLED:
            raise TransitionNotListed(status=self.status.value, wanted=status.value)
        event = news.BookingReinstated(
            at=now,
            booking_id=self.id,
            customer_id=self.customer_id,
            final=self.price.final,
            booked_at=self.created_at,
        )
        return self._next(event, status=status)

    def moved(self, session_id: SessionId, price: Price, now: datetime) -> "Booking":
        self._must_be_open("moved")
        event = news.BookingMoved(
            at=now,
            booking_id=self.id,
            customer_id=self.customer_id,
            from_session_id=self.session_id,
            to_session_id=session_id,
            difference=price.final - self.price.final,
        )
        return self._next(event, session_id=session_id, price=price)

    def substituted(self, attendee_id: AttendeeId, details: AttendeeDetails, now: datetime) -> "Booking":
        """Another person in the same seat, at the same price."""
        self._must_be_open("substituted")
        changed = evolve(self._standing_attendee(attendee_id), details=details, attendance=Attendance.UNMARKED)
        event = news.AttendeeSubstituted(at=now, booking_id=self.id, customer_id=self.customer_id)
        return self._next(event, attendees=self._with(changed))

    def needing(self, attendee_id: AttendeeId, requirements: str | None, now: datetime) -> "Booking":
        """The same person, with what they need; ``None`` is nothing."""
        self._must_be_open("changed")
        attendee = self._standing_attendee(attendee_id)
        changed = evolve(attendee, details=evolve(attendee.details, special_requirements=requirements))
        event = news.RequirementsWritten(at=now, booking_id=self.id, customer_id=self.customer_id)
        return self._next(event, attendees=self._with(changed))

    def without(self, attendee_id: AttendeeId, now: datetime) -> "Booking":
        """One seat fewer, priced as if it had been booked so; the next attendee becomes primary where needed."""
        self._must_be_open("reduced")
        gone = self._standing_attendee(attendee_id).cancelled(now)
        if len(self.standing) == 1:
            raise LastAttendee(booking_id=str(self.id))
        attendees = self._with(gone)
        if not any(attendee.is_primary for attendee in attendees):
            heir = next(attendee.id for attendee in attendees if attendee.stands)
            attendees = tuple(evolve(a, is_primary=True) if a.id == heir else a for a in attendees)
        price = self.price.for_seats(len(self.standing) - 1)
        event = news.AttendeeCancelled(
            at=now, booking_id=self.id, customer_id=self.customer_id, difference=price.final - self.price.final
        )
        return self._next(event, attendees=attendees, price=price)

    def marked(self, attendee_id: AttendeeId, attendance: Attendance, now: datetime) -> "Booking":
        """Attendance of one person, also corrected later; not on a booking that never stood."""
        if self.status not in (BookingStatus.CONFIRMED, BookingStatus.COMPLETED):
            raise TransitionNotListed(status=self.status.value, wanted=attendance.value)
        changed = evolve(self._standing_attendee(attendee_id), attendance=attendance)
        event = news.AttendanceMarked(
            at=now, booking_id=self.id, customer_id=self.customer_id, attendance=attendance.value
        )
        return self._next(event, attendees=self._with(changed))

    def _in(self, status: BookingStatus, event: Event) -> "Booking":
        if (self.status, status) not in LISTED_TRANSITIONS:
            raise TransitionNotListed(status=self.status.value, wanted=status.value)
        return self._next(event, status=status)

    def _must_be_open(self, wanted: str) -> None:
        if self.status not in (BookingStatus.PENDING, BookingStatus.CONFIRMED):
            raise TransitionNotListed(status=self.status.value, wanted=wanted)

    def _standing_attendee(self, attendee_id: AttendeeId) -> Attendee:
        for attendee in self.standing:
            if attendee.id == attendee_id:
                return attendee
        raise AttendeeNotFound()

    def _with(self, changed: Attendee) -> tuple[Attendee, ...]:
        return tuple(changed if attendee.id == changed.id else attendee for attendee in self.attendees)

    def _next(self, event: Event, **changes: Any) -> "Booking":
        return evolve(self, version=self.version + 1, events=(event,), **changes)
