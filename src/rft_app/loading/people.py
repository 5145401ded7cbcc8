"""The contact and the participants of an old booking. What only decorates a booking never loses it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import BookingId
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import tidy_or_none

from .unbookable import Unbookable

PHONE_UNREADABLE = "phone-unreadable"
PARTICIPANT_EMAIL_UNREADABLE = "participant-email-unreadable"
_OLD_NAMES = {"first_name": "firstName", "last_name": "lastName"}


def contact_of(
    content: Mapping[str, Any], booking_id: BookingId, participants: Sequence[AttendeeDetails], warnings: list[str]
) -> Contact:
    """Without a usable address it has :meth:`Email.missing`, and where nobody is named the first participant's name.

    Raises :class:`Unbookable` with ``invalid``.
    """
    written = content.get("contactDetails")
    details = written if isinstance(written, dict) else {}
    email = _email(details.get("email")) or Email.missing(booking_id)
    names = [_text(details.get(name)) or "" for name in ("firstName", "lastName")]
    if email.is_missing and not all(names):
        names = [participants[0].first_name, participants[0].last_name]
    phone = _phone(details.get("phone"))
    if phone is None and _text(details.get("phone")):
        warnings.append(PHONE_UNREADABLE)
    try:
        return Contact(
            email=email, first_name=names[0], last_name=names[1], phone=phone, company=_text(details.get("company"))
        )
    except Invalid as invalid:
        raise _unbookable(invalid, "/contactDetails") from None


def participants_of(content: Mapping[str, Any], warnings: list[str]) -> tuple[AttendeeDetails, ...]:
    """Raises :class:`Unbookable` with ``no-participants`` or ``invalid``."""
    participants = content.get("participants")
    if not participants:
        raise Unbookable("no-participants", ("/participants",))
    if not isinstance(participants, list):
        raise Unbookable("invalid", ("/participants",))
    return tuple(_participant(one, f"/participants/{place}", warnings) for place, one in enumerate(participants))


def _participant(one: object, pointer: str, warnings: list[str]) -> AttendeeDetails:
    if not isinstance(one, dict):
        raise Unbookable("invalid", (pointer,))
    email = _email(one.get("email"))
    if email is None and _text(one.get("email")):
        warnings.append(PARTICIPANT_EMAIL_UNREADABLE)
    try:
        return AttendeeDetails(
            first_name=_text(one.get("firstName")) or "", last_name=_text(one.get("lastName")) or "", email=email
        )
    except Invalid as invalid:
        raise _unbookable(invalid, pointer) from None


def _text(value: object) -> str | None:
    """Numbers count as text: a spreadsheet on the way made them so."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return tidy_or_none(str(value))


def _email(value: object) -> Email | None:
    try:
        return Email.parse(value) if isinstance(value, str) else None
    except Invalid:
        return None


def _phone(value: object) -> Phone | None:
    try:
        return Phone.parse(_text(value) or "")
    except Invalid:
        return None


def _unbookable(invalid: Invalid, prefix: str) -> Unbookable:
    fields = (error.pointer.removeprefix("/") for error in invalid.errors)
    return Unbookable("invalid", tuple(f"{prefix}/{_OLD_NAMES.get(field, field)}" for field in fields))
