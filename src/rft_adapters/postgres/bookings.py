"""Bookings and their attendees: tables, rows and repository."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, LargeBinary, Table, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from rft_domain.bookings.attendee import Attendance, Attendee
from rft_domain.bookings.booking import Booking, BookingStatus, PaymentStatus
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.errors import BookingNotFound
from rft_domain.bookings.pricing import Price
from rft_domain.bookings.queries import searched_booking
from rft_domain.bookings.reference import Reference
from rft_domain.shared.changes import Pair
from rft_domain.shared.email import Email
from rft_domain.shared.ids import AttendeeId, BookingId, CustomerId, SessionId, UserId
from rft_domain.shared.money import Money
from rft_domain.shared.phone import Phone

from .flush import Part, Row
from .forms import inserting, replacing, updating
from .identity_map import IdentityMap, News, Saved
from .key_ring import KeyRing
from .link import Link
from .metadata import METADATA, amount, at, between_none_and_all, check, found_by, rate, refers, text, whole, words
from .query import query
from .requirements import NOTHING, Needs

BOOKINGS = Table(
    "bookings",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("reference"),
    refers("session_id", "catalogue.sessions.id"),
    refers("customer_id", "customers.customers.id", nullable=True),
    refers("booked_by", "identity.users.id", nullable=True),
    text("contact_email"),
    text("contact_email_identity"),
    text("contact_first_name"),
    text("contact_last_name"),
    text("contact_phone", nullable=True),
    text("contact_company", nullable=True),
    amount("unit_amount"),
    amount("total_amount"),
    amount("discount_amount"),
    amount("final_amount"),
    amount("vat_amount"),
    rate("vat_rate"),
    rate("code_rate"),
    text("discount_code", nullable=True),
    text("status"),
    text("payment_status"),
    at("created_at"),
    whole("version"),
    found_by("searched"),
    check("amounts", "unit_amount >= 0 AND total_amount >= 0 AND discount_amount >= 0 AND vat_amount >= 0"),
    check("final_amount", "final_amount >= 0 AND final_amount = total_amount - discount_amount"),
    between_none_and_all("vat_rate"),
    between_none_and_all("code_rate"),
    words("status", BookingStatus),
    words("payment_status", PaymentStatus),
    schema="bookings",
)
Index("uq_bookings_reference", BOOKINGS.c.reference, unique=True)
Index("ix_bookings_customer_id", BOOKINGS.c.customer_id, BOOKINGS.c.created_at.desc(), BOOKINGS.c.id)
Index(
    "ix_bookings_customer_id_status",
    BOOKINGS.c.customer_id,
    BOOKINGS.c.status,
    BOOKINGS.c.created_at.desc(),
    BOOKINGS.c.id,
)
Index("ix_bookings_session_id", BOOKINGS.c.session_id, BOOKINGS.c.created_at.desc(), BOOKINGS.c.id)
Index("ix_bookings_created_at", BOOKINGS.c.created_at.desc(), BOOKINGS.c.id)
Index("ix_bookings_blank", BOOKINGS.c.id, postgresql_where=BOOKINGS.c.searched.is_(None))

ATTENDEES = Table(
    "attendees",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("booking_id", "bookings.bookings.id"),
    whole("position"),
    text("first_name"),
    text("last_name"),
    text("email", nullable=True),
    text("email_identity", nullable=True),
    text("special_requirements", nullable=True),
    Column("is_primary", Boolean, nullable=False),
    text("attendance"),
    at("cancelled_at", nullable=True),
    # what was written before it was sealed stands in special_requirements, until "rft keys seal-old" has run
    Column("sealed_requirements", LargeBinary),
    Column("sealed_for", Uuid),
    check("sealed_for", "(sealed_requirements IS NULL) = (sealed_for IS NULL)"),
    check("special_requirements", "special_requirements IS NULL OR sealed_requirements IS NULL"),
    check("position", "position >= 0"),
    words("attendance", Attendance),
    schema="bookings",
)
Index("uq_attendees_booking_id_position", ATTENDEES.c.booking_id, ATTENDEES.c.position, unique=True)

_SHOWN_AS: dict[str, ColumnElement[Any]] = {"sealed_requirements": func.encode(ATTENDEES.c.sealed_requirements, "hex")}
_TOLD = [_SHOWN_AS.get(c.name, c) for c in ATTENDEES.columns if c.name not in ("booking_id", "position")]
# the attendees of the booking in the enclosing query, in their order, as a JSON array of arrays
_ATTENDEES_OF_BOOKING = (
    select(func.json_agg(aggregate_order_by(func.json_build_array(*_TOLD), ATTENDEES.c.position)))
    .where(ATTENDEES.c.booking_id == BOOKINGS.c.id)
    .correlate(BOOKINGS)
    .scalar_subquery()
    .label("attendees")
)
WITH_ATTENDEES = (*tuple(BOOKINGS.columns)[:-1], _ATTENDEES_OF_BOOKING)


def to_row(booking: Booking) -> Row:
    contact, price = booking.contact, booking.price
    return (
        booking.id,
        booking.reference.symbols,
        booking.session_id,
        booking.customer_id,
        booking.booked_by,
        contact.email.typed,
        contact.email.identity,
        contact.first_name,
        contact.last_name,
        contact.phone.e164 if contact.phone else None,
        contact.company,
        price.unit.amount,
        price.total.amount,
        price.discount.amount,
        price.final.amount,
        price.vat.amount,
        price.vat_rate,
        price.code_rate,
        booking.discount_code,
        booking.status.value,
        booking.payment_status.value,
        booking.created_at,
        booking.version,
        searched_booking(booking),
    )


def read_keys(rows: Sequence[Row], key_ring: KeyRing) -> None:
    """Of all that is sealed in these values of :data:`WITH_ATTENDEES`: one read for all of them, if any."""
    key_ring.read(UUID(told[10]) for row in rows for told in row[23] or () if told[10])


def from_row(row: Row, key_ring: KeyRing) -> Booking:
    """From the values of :data:`WITH_ATTENDEES`."""
    return Booking(
        id=BookingId(row[0]),
        reference=Reference(row[1]),
        session_id=SessionId(row[2]),
        customer_id=CustomerId(row[3]) if row[3] else None,
        booked_by=UserId(row[4]) if row[4] else None,
        contact=Contact(
            email=Email(row[5], row[6]),
            first_name=row[7],
            last_name=row[8],
            phone=Phone(row[9]) if row[9] else None,
            company=row[10],
        ),
        price=Price(
            unit=Money(row[11]),
            total=Money(row[12]),
            discount=Money(row[13]),
            final=Money(row[14]),
            vat=Money(row[15]),
            vat_rate=row[16],
            code_rate=row[17],
        ),
        discount_code=row[18],
        status=BookingStatus(row[19]),
        payment_status=PaymentStatus(row[20]),
        created_at=row[21],
        version=row[22],
        attendees=tuple(_attendee_from_told(told, key_ring) for told in row[23] or ()),
    )


def _attendee_row(attendee: Attendee, booking_id: BookingId, position: int, needs: Needs) -> Row:
    details = attendee.details
    return (
        attendee.id,
        booking_id,
        position,
        details.first_name,
        details.last_name,
        details.email.typed if details.email else None,
        details.email.identity if details.email else None,
        needs.plain,
        attendee.is_primary,
        attendee.attendance.value,
        attendee.cancelled_at,
        needs.sealed,
        needs.sealed_for,
    )


def _attendee_from_told(told: Row, key_ring: KeyRing) -> Attendee:
    attendee_id, needs = AttendeeId(UUID(told[0])), Needs.told(told[5], told[9], told[10])
    details = AttendeeDetails(
        first_name=told[1],
        last_name=told[2],
        email=Email(told[3], told[4]) if told[3] else None,
        special_requirements=needs.opened(attendee_id, key_ring),
    )
    return Attendee(
        id=attendee_id,
        details=details,
        is_primary=told[6],
        attendance=Attendance(told[7]),
        cancelled_at=datetime.fromisoformat(told[8]) if told[8] else None,
    )


_INSERT = inserting(BOOKINGS)
_UPDATE = updating(BOOKINGS)
_INSERT_ATTENDEES = inserting(ATTENDEES)
_REPLACE_ATTENDEES = replacing(ATTENDEES)
_BY_ID = query(select(*WITH_ATTENDEES).where(BOOKINGS.c.id == bindparam("id")))
_OF_SESSION = query(
    select(*WITH_ATTENDEES)
    .where(BOOKINGS.c.session_id == bindparam("session_id"))
    .order_by(BOOKINGS.c.created_at, BOOKINGS.c.id)
)


class BookingRepository:
    """The bookings slice's ``Bookings``."""

    __slots__ = ("_key_ring", "_known", "_link", "_needs")

    def __init__(self, link: Link, news: News, key_ring: KeyRing) -> None:
        self._link, self._key_ring = link, key_ring
        self._known: IdentityMap[Booking] = IdentityMap(news)
        # as they are stored: what is not changed is not sealed again
        self._needs: dict[AttendeeId, tuple[str | None, Needs]] = {}

    def get(self, booking_id: BookingId) -> Booking:
        if (known := self._known.get(booking_id)) is not None:
            return known
        rows = self._link.rows(_BY_ID, {"id": booking_id})
        if not rows:
            raise BookingNotFound()
        return self._read(rows)[0]

    def of_session(self, session_id: SessionId) -> tuple[Booking, ...]:
        return self._read(self._link.rows(_OF_SESSION, {"session_id": session_id}))

    def add(self, booking: Booking) -> None:
        self._known.add(booking)

    def save(self, booking: Booking) -> None:
        self._known.save(booking)

    def was_made(self, key: UUID) -> bool:
        return self._known.was_made(key)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        if not added and not saved:
            return []
        return [
            (_INSERT, [to_row(booking) for booking in added]),
            (_INSERT_ATTENDEES, [row for booking in added for row in self._attendee_rows(booking, ())]),
            (_UPDATE, [(*to_row(each.value), each.expected) for each in saved]),
            (_REPLACE_ATTENDEES, [row for each in saved for row in self._attendee_rows(each.value, _before(each))]),
        ]

    def _read(self, rows: Sequence[Row]) -> tuple[Booking, ...]:
        read_keys(rows, self._key_ring)
        found = tuple(from_row(row, self._key_ring) for row in rows)
        for row, booking in zip(rows, found, strict=True):
            for told, attendee in zip(row[23] or (), booking.attendees, strict=True):
                self._needs[attendee.id] = attendee.details.special_requirements, Needs.told(told[5], told[9], told[10])
        return tuple(map(self._known.read, found))

    def _attendee_rows(self, booking: Booking, before: Sequence[Attendee]) -> list[Row]:
        """The rows of those attendees only that are not as they were ``before``."""
        stored = set(enumerate(before))
        return [
            _attendee_row(attendee, booking.id, place, self._sealed(attendee, booking))
            for place, attendee in enumerate(booking.attendees)
            if (place, attendee) not in stored
        ]

    def _sealed(self, attendee: Attendee, booking: Booking) -> Needs:
        text = attendee.details.special_requirements
        if text is None:
            return NOTHING
        stored = self._needs.get(attendee.id)
        if stored is None or stored[0] != text:
            subject_id = booking.customer_id or booking.id
            stored = self._needs[attendee.id] = text, Needs.of(text, attendee.id, subject_id, self._key_ring)
        return stored[1]


def _before(saved: Saved[Booking]) -> Sequence[Attendee]:
    return saved.base.attendees if saved.base is not None else ()
