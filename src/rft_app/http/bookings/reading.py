"""From the wire to commands. Everything found wrong is reported at once."""

from collections.abc import Sequence

from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.queries import BookingFilter, ListBookings, SeeBooking
from rft_domain.bookings.use_cases.cancel_attendee import CancelAttendee
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking
from rft_domain.bookings.use_cases.confirm_booking import ConfirmBooking
from rft_domain.bookings.use_cases.create_booking import CreateBooking
from rft_domain.bookings.use_cases.move_booking import MoveBooking
from rft_domain.bookings.use_cases.substitute_attendee import SubstituteAttendee
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import AttendeeId, BookingId, CustomerId, SessionId
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import tidy, tidy_or_none

from ..endpoint import Call
from ..findings import Findings
from ..query import given, instant_or_none, page_of
from .wire import AttendeeBody, BookingBody, BookingsQuery, ContactBody, MoveBody

# stands in for what was refused, so that the other fields are looked at as well; never leaves this file
_SOMEBODY = AttendeeDetails(first_name="-", last_name="-")
_ADDRESS = Email("nobody@invalid", "nobody@invalid")
_NOBODY = Contact(email=_ADDRESS, first_name="-", last_name="-")


def create(call: Call) -> CreateBooking:
    return booking_command(call.body, SessionId(call.ids["session_id"]), linked=True)


def booking_command(body: BookingBody, session_id: SessionId, *, linked: bool) -> CreateBooking:
    """Raises :class:`Invalid` with every field found wrong."""
    findings = Findings()
    contact = _contact(body.contact, findings)
    attendees = _attendees(body.attendees, findings)
    code = findings.at("/discount_code", lambda: _discount_code(body.discount_code), None)
    findings.settle()
    return CreateBooking(
        session_id=session_id,
        contact=contact,
        attendees=attendees,
        discount_code=code,
        provisional=body.provisional,
        allow_past=body.allow_past,
        linked=linked,
    )


def _contact(body: ContactBody, findings: Findings) -> Contact:
    email = findings.at("/contact", lambda: Email.parse(body.email), _ADDRESS)
    phone = findings.at("/contact", lambda: _phone(body.phone), None)

    def make() -> Contact:
        return Contact(
            email=email,
            first_name=tidy(body.first_name),
            last_name=tidy(body.last_name),
            phone=phone,
            company=tidy_or_none(body.company),
        )

    return findings.at("/contact", make, _NOBODY)


def _attendees(bodies: Sequence[AttendeeBody], findings: Findings) -> tuple[AttendeeDetails, ...]:
    return tuple(attendee(body, findings, f"/attendees/{place}") for place, body in enumerate(bodies))


def attendee(body: AttendeeBody, findings: Findings, pointer: str) -> AttendeeDetails:
    email = findings.at(pointer, lambda: _email(body.email), None)

    def make() -> AttendeeDetails:
        requirements = body.special_requirements
        return AttendeeDetails(
            first_name=tidy(body.first_name),
            last_name=tidy(body.last_name),
            email=email,
            special_requirements=(requirements.strip() or None) if requirements else None,
        )

    return findings.at(pointer, make, _SOMEBODY)


def _email(typed: str | None) -> Email | None:
    return Email.parse(typed) if typed and not typed.isspace() else None


def _phone(typed: str | None) -> Phone | None:
    return Phone.parse(typed) if typed and not typed.isspace() else None


def _discount_code(typed: str | None) -> str | None:
    code = tidy_or_none(typed)
    if code is not None and not code.isprintable():
        raise Invalid.at("", "must not contain control characters")
    return code


def confirm(call: Call) -> ConfirmBooking:
    return ConfirmBooking(booking_id=_booking_id(call), version=call.version)


def cancel(call: Call) -> CancelBooking:
    return CancelBooking(booking_id=_booking_id(call), version=call.version)


def move(call: Call) -> MoveBooking:
    body: MoveBody = call.body
    return MoveBooking(booking_id=_booking_id(call), session_id=SessionId(body.session_id), version=call.version)


def substitute(call: Call) -> SubstituteAttendee:
    findings = Findings()
    details = attendee(call.body, findings, "")
    findings.settle()
    return SubstituteAttendee(
        booking_id=_booking_id(call), attendee_id=_attendee_id(call), details=details, version=call.version
    )


def cancel_attendee(call: Call) -> CancelAttendee:
    return CancelAttendee(booking_id=_booking_id(call), attendee_id=_attendee_id(call), version=call.version)


def see(call: Call) -> SeeBooking:
    return SeeBooking(booking_id=_booking_id(call))


def list_(call: Call) -> ListBookings:
    query: BookingsQuery = call.query
    customer_id, session_id = given(query.customer_id), given(query.session_id)
    wanted = BookingFilter(
        customer_id=CustomerId(customer_id) if customer_id else None,
        session_id=SessionId(session_id) if session_id else None,
        status=given(query.status),
        from_=instant_or_none(query.from_, "/from"),
        to=instant_or_none(query.to, "/to"),
        search=given(query.search),
    )
    return ListBookings(wanted=wanted, page=page_of(query))


def _booking_id(call: Call) -> BookingId:
    return BookingId(call.ids["booking_id"])


def _attendee_id(call: Call) -> AttendeeId:
    return AttendeeId(call.ids["attendee_id"])
