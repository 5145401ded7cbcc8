"""From a line of an export to what the store stages. Pure, and the same in every run of a batch."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from attrs import frozen

from rft_adapters.postgres.legacy.staged import Staged
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.booking import BookingStatus, PaymentStatus, primary_index
from rft_domain.bookings.pricing import NO_DISCOUNT, price_of
from rft_domain.bookings.queries import searched_parts
from rft_domain.bookings.reference import Reference
from rft_domain.catalogue.course import CourseTerms
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import BookingId
from rft_domain.shared.money import ZERO, Money

from ..loading.amounts import Amounts
from ..loading.line import Line, read_line
from ..loading.old_booking import OldBooking, read_booking
from ..loading.old_session import OldSession, course_id_of, wall_clock
from ..loading.statuses import OldStatus
from ..loading.unbookable import Unbookable

NO_ADDRESS = "no-usable-address"
CREATED_UNREADABLE = "created-at-unreadable"
COMPLETED_EARLY = "completed-before-its-session"
PAYMENT_STATUS_UNKNOWN = "payment-status-unknown"
_BECOMES = {
    OldStatus.PENDING: (BookingStatus.PENDING, Attendance.UNMARKED),
    OldStatus.CONFIRMED: (BookingStatus.CONFIRMED, Attendance.UNMARKED),
    OldStatus.COMPLETED: (BookingStatus.COMPLETED, Attendance.UNMARKED),
    OldStatus.CANCELLED: (BookingStatus.CANCELLED, Attendance.UNMARKED),
    OldStatus.NO_SHOW: (BookingStatus.COMPLETED, Attendance.NO_SHOW),
}
_PAYMENT_WORDS = {word.value: word for word in PaymentStatus} | {"partially_paid": PaymentStatus.PART_PAID}
_HAVE_A_PLACE = frozenset(
    {
        *("id", "bookingReference", "sessionId", "courseName", "sessionDate", "venue", "status", "createdAt", "userId"),
        *("contactDetails", "participants", "totalAmount", "discountAmount", "finalAmount", "paymentStatus"),
        *("payments", "certificates", "notes"),
    }
)


@frozen
class _Fixed:
    """A ``Chance`` that is worked out: 55 bits for one reference."""

    chance: int

    def bits(self, count: int) -> int:
        return self.chance & ((1 << count) - 1)


def reference_for(secret: bytes, booking_id: BookingId) -> Reference:
    """Unguessable without the secret of the batch, which is forgotten when it is done (product.md D2)."""
    return Reference.random(_Fixed(int.from_bytes(hmac.digest(secret, booking_id.bytes, "sha256"))))


def stage(number: int, raw: bytes, *, secret: bytes, now: datetime) -> Staged | None:
    """``None`` for a blank line."""
    kept = raw.rstrip(b"\r\n")
    try:
        line = read_line(raw)
        return None if line is None else _staged(number, kept, line, secret, now)
    except Unbookable as why:
        return Staged.refused(number, kept, why.reason, why.fields)


def _staged(number: int, kept: bytes, line: Line, secret: bytes, now: datetime) -> Staged:
    old = read_booking(line)
    seats = len(old.participants)
    price = _price(old.amounts, seats)
    warnings = list(old.warnings)
    created_at = _created_at(line.content, old, now, warnings)
    status, attendance = _BECOMES[old.status]
    if old.status is OldStatus.COMPLETED and old.session.starts_at is not None and old.session.starts_at > now:
        warnings.append(COMPLETED_EARLY)
    contact, reference = old.contact, reference_for(secret, old.id)
    if contact.email.is_missing:
        warnings.append(NO_ADDRESS)
    return Staged(
        line=number,
        raw=kept,
        digest=line.digest,
        booking_id=old.id,
        old_id=line.id,
        old_reference=line.reference,
        reference=reference.symbols,
        **_session(old.session),
        email=contact.email.typed,
        identity=contact.email.identity,
        addressed=not contact.email.is_missing,
        first_name=contact.first_name,
        last_name=contact.last_name,
        phone=contact.phone.e164 if contact.phone else None,
        company=contact.company,
        status=status.value,
        attendance=attendance.value,
        payment_status=_payment_status(line.content, warnings),
        **price,
        created_at=created_at,
        seats=seats,
        attendees=_attendees(old),
        searched=searched_parts(reference, contact, old.participants),
        warnings=(*dict.fromkeys(warnings), *_kept(line.content)),
    )


@lru_cache(maxsize=4096)
def _price(amounts: Amounts, seats: int) -> Mapping[str, Any]:
    """What was to be paid stands. The discount is what is missing from the total, and a later change keeps its rate."""
    final, total = amounts.final, amounts.total
    if final is None:
        if total is None:
            raise Unbookable("amount-missing", ("/finalAmount",))
        final = total - amounts.discount
        if final < ZERO:
            raise Unbookable("amount-negative", ("/discountAmount",))
    total = max(total if total is not None else final + amounts.discount, final)
    discount = total - final
    unit = Money(Decimal(-(-int(total.amount * 100) // seats)).scaleb(-2))
    rate = NO_DISCOUNT
    if discount > ZERO and price_of(unit, seats, vat_rate=NO_DISCOUNT).discount != discount:
        rate = (discount.amount / total.amount).quantize(Decimal("0.0001"))
    return {
        "unit": unit.amount,
        "total": total.amount,
        "discount": discount.amount,
        "final": final.amount,
        "code_rate": rate,
    }


def _created_at(content: Mapping[str, Any], old: OldBooking, now: datetime, warnings: list[str]) -> datetime:
    """When it was made; where that cannot be read, not after its session."""
    written = content.get("createdAt")
    at = wall_clock(written) if isinstance(written, str) else None
    if at is None:
        warnings.append(CREATED_UNREADABLE)
        at = min(old.session.starts_at or now, now)
    return at


def _session(session: OldSession) -> dict[str, Any]:
    told: dict[str, Any] = {"session_id": session.id, "course_name": session.course_name, "venue": session.venue}
    try:
        if session.course_name is None or session.venue is None:
            raise Unbookable("session-unknown", ("/sessionId",))
        period = session.period()
        _check_texts(session.course_name, session.venue)
    except Unbookable as why:
        return told | {"session_reason": why.reason, "session_fields": why.fields}
    return told | {
        "course_id": course_id_of(session.course_name),
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
    }


@lru_cache(maxsize=1024)
def _check_texts(course_name: str, venue: str) -> None:
    try:
        CourseTerms(code="C", title=course_name, price=ZERO)
    except Invalid:
        raise Unbookable("invalid", ("/courseName",)) from None
    if len(venue) > 500 or not venue.isprintable():
        raise Unbookable("invalid", ("/venue",))


def _payment_status(content: Mapping[str, Any], warnings: list[str]) -> str:
    written = content.get("paymentStatus")
    word = _PAYMENT_WORDS.get("_".join(str(written or "unpaid").lower().replace("-", " ").split()))
    if word is None:
        warnings.append(PAYMENT_STATUS_UNKNOWN)
    return (word or PaymentStatus.UNPAID).value


def _attendees(old: OldBooking) -> list[list[object]]:
    primary = primary_index(old.participants, old.contact)
    return [
        [
            who.first_name,
            who.last_name,
            who.email.typed if who.email else None,
            who.email.identity if who.email else None,
            place == primary,
        ]
        for place, who in enumerate(old.participants)
    ]


def _kept(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What the line says that has no place yet but the line itself."""
    kept = [f"kept-{name}" for name in ("payments", "certificates", "notes") if content.get(name)]
    return (*kept, *(("kept-unknown-fields",) if content.keys() - _HAVE_A_PLACE else ()))
