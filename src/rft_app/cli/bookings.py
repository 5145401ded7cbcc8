"""``rft bookings …``: the daily work on bookings, from a terminal."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM, Actor
from rft_domain.bookings.booking import Booking, BookingStatus
from rft_domain.bookings.contact import Contact
from rft_domain.bookings.pricing import Price
from rft_domain.bookings.queries import BookingFilter, ListBookings, SeeBooking, list_bookings, see_booking
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.confirm_booking import ConfirmBooking, confirm_booking
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.bookings.use_cases.move_booking import MoveBooking, move_booking
from rft_domain.bookings.views import AttendeeView, BookingView, seen_by
from rft_domain.shared.ids import BookingId, CustomerId, SessionId
from rft_domain.shared.paging import PageRequest
from rft_domain.shared.runner import UseCase
from rft_domain.unit_of_work import UnitOfWork

from ..http.bookings.reading import booking_command
from ..http.bookings.showing import booking_answer, booking_list
from ..http.bookings.wire import AttendeeBody, BookingBody, ContactBody
from .load import load
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, page_options

C = TypeVar("C")
_STATUS = click.Choice([status.value for status in BookingStatus])


@click.group()
def bookings() -> None:
    """Make, show, list and change bookings, or load old ones."""


@bookings.command()
@takes_place
@click.argument("session_id", type=click.UUID)
@click.option("--email", required=True, help="The contact's e-mail address.")
@click.option("--first-name", required=True, help="The contact's first name.")
@click.option("--last-name", required=True, help="The contact's last name.")
@click.option("--phone", help="The contact's phone number, as people type it.")
@click.option("--company", help="The contact's company.")
@click.option(
    "--attendee",
    "attendees",
    metavar="'FIRST LAST [EMAIL]'",
    multiple=True,
    help="Who attends; once for each. Without any, the contact does.",
)
@click.option("--discount-code", help="A discount code.")
@click.option("--provisional", is_flag=True, help="Wait for confirmation.")
@click.option("--past", is_flag=True, help="Also where the session has started; the audit trail shows it.")
@json_option
def create(
    place: Place,
    session_id: UUID,
    email: str,
    first_name: str,
    last_name: str,
    phone: str | None,
    company: str | None,
    attendees: Sequence[str],
    discount_code: str | None,
    provisional: bool,
    past: bool,
    as_json: bool,
) -> None:
    """Book seats on the session SESSION_ID."""

    body = BookingBody(
        contact=ContactBody(email=email, first_name=first_name, last_name=last_name, phone=phone, company=company),
        attendees=[_attendee(typed) for typed in attendees]
        or [AttendeeBody(first_name=first_name, last_name=last_name, email=email)],
        discount_code=discount_code,
        provisional=provisional,
        allow_past=past,
    )
    command = booking_command(body, SessionId(session_id), linked=True)
    _run(place, create_booking, command, as_json)


@bookings.command()
@takes_place
@click.argument("booking_id", type=click.UUID)
@json_option
def show(place: Place, booking_id: UUID, as_json: bool) -> None:
    """Show one booking."""

    with open_house(place) as application:
        query = SeeBooking(booking_id=BookingId(booking_id))
        _show(application.read(see_booking, query, actor=SYSTEM), as_json)


@bookings.command("list")
@takes_place
@click.option("--session", "session_id", type=click.UUID, help="Only those on this session.")
@click.option("--customer", "customer_id", type=click.UUID, help="Only those of this customer.")
@click.option("--status", type=_STATUS, help="Only those in this status.")
@page_options
@json_option
def list_(
    place: Place,
    session_id: UUID | None,
    customer_id: UUID | None,
    status: str | None,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """List bookings, newest first."""

    wanted = BookingFilter(
        session_id=SessionId(session_id) if session_id else None,
        customer_id=CustomerId(customer_id) if customer_id else None,
        status=BookingStatus(status) if status else None,
    )
    with open_house(place) as application:
        query = ListBookings(wanted=wanted, page=PageRequest(limit=limit, cursor=cursor))
        page = application.read(list_bookings, query, actor=SYSTEM)
    if as_json:
        echo_json(booking_list(page))
        return
    echo_table(("reference", "status", "seats", "price", "contact", "id"), [_row(booking) for booking in page.items])
    echo_more(page.next_cursor)


@bookings.command()
@takes_place
@click.argument("booking_id", type=click.UUID)
@json_option
def confirm(place: Place, booking_id: UUID, as_json: bool) -> None:
    """Confirm a provisional booking."""

    _run(place, confirm_booking, ConfirmBooking(booking_id=BookingId(booking_id)), as_json)


@bookings.command()
@takes_place
@click.argument("booking_id", type=click.UUID)
@json_option
def cancel(place: Place, booking_id: UUID, as_json: bool) -> None:
    """Cancel a booking; its seats are free again."""

    _run(place, cancel_booking, CancelBooking(booking_id=BookingId(booking_id)), as_json)


@bookings.command()
@takes_place
@click.argument("booking_id", type=click.UUID)
@click.argument("session_id", type=click.UUID)
@json_option
def move(place: Place, booking_id: UUID, session_id: UUID, as_json: bool) -> None:
    """Move a booking to the session SESSION_ID, at the price of that session."""

    _run(place, move_booking, MoveBooking(booking_id=BookingId(booking_id), session_id=SessionId(session_id)), as_json)


def _run(place: Place, use_case: UseCase[C, Actor, UnitOfWork, Booking], command: C, as_json: bool) -> None:
    with open_house(place) as application:
        _show(seen_by(application.run(use_case, command, actor=SYSTEM), SYSTEM), as_json)


def _show(booking: BookingView, as_json: bool) -> None:
    if as_json:
        echo_json(booking_answer(booking))
        return
    facts = [
        ("Reference", str(booking.reference)),
        ("Status", booking.status.value),
        ("Contact", f"{_name(booking.contact)} <{booking.contact.email.typed}>" if booking.contact else ""),
        ("Price", _price(booking.price)),
        ("Session", str(booking.session_id)),
        ("Booking", str(booking.id)),
    ]
    for attendee in booking.attendees:
        mark = "" if attendee.attendance == "unmarked" else f" ({attendee.attendance.value})"
        facts.append(("Attendee", f"{_name(attendee)}{mark}"))
    echo_facts(facts)


def _row(booking: BookingView) -> tuple[str, ...]:
    price = f"£{booking.price.final.amount}" if booking.price else ""
    contact = _name(booking.contact) if booking.contact else ""
    return str(booking.reference), booking.status.value, str(booking.seats), price, contact, str(booking.id)


def _price(price: Price | None) -> str:
    if price is None:
        return ""
    return f"£{price.final.amount}" + (f" (£{price.discount.amount} off)" if price.discount.amount else "")


def _name(person: Contact | AttendeeView) -> str:
    return f"{person.first_name} {person.last_name}"


def _attendee(typed: str) -> AttendeeBody:
    """``Ana Silva``, ``Ana Silva ana@example.org``; names of more words keep the first one as first name."""
    *names, last = typed.split() or [""]
    email = last if "@" in last else None
    first, _, rest = " ".join(names if email else [*names, last]).partition(" ")
    return AttendeeBody(first_name=first, last_name=rest, email=email)


bookings.add_command(load)
