"""A booking moves only where it may, holds its seats, and always has one primary attendee (product.md D)."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.bookings.attendee import Attendance, Attendee
from rft_domain.bookings.booking import Booking, BookingStatus, primary_index
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.errors import AttendeeNotFound, LastAttendee, TransitionNotListed
from rft_domain.bookings.events import Party
from rft_domain.bookings.pricing import price_of
from rft_domain.bookings.reference import Reference
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import AttendeeId, BookingId, CustomerId, SessionId, UserId
from rft_domain.shared.money import Money
from rft_domain.testing.world import SeededEntropy

NOW = datetime(2031, 3, 29, 12, 0, 0, 123457, tzinfo=UTC)
CONTACT = Contact(email=Email.parse("ana@example.org"), first_name="Ana", last_name="Silva")
STATUSES = tuple(BookingStatus)
PENDING, CONFIRMED, COMPLETED, CANCELLED = STATUSES


def price(seats: int) -> object:
    return price_of(Money.of(75), seats, vat_rate=Decimal("0.2"))


def a_booking(seats: int = 2, *, status: BookingStatus = CONFIRMED) -> Booking:
    people = [
        Attendee(
            id=AttendeeId(UUID(int=n)),
            details=AttendeeDetails(first_name=f"N{n}", last_name="N"),
            is_primary=n == 0,
        )
        for n in range(seats)
    ]
    party = Party(
        customer_id=CustomerId(UUID(int=100)), user_id=UserId(UUID(int=101)), customer_is_new=True, user_is_new=True
    )
    made = Booking.request(
        id=BookingId(UUID(int=102)),
        reference=Reference.random(SeededEntropy(1)),
        session_id=SessionId(UUID(int=103)),
        party=party,
        booked_by=party.user_id,
        contact=CONTACT,
        attendees=people,
        price=price_of(Money.of(75), seats, vat_rate=Decimal("0.2")),
        discount_code=None,
        provisional=False,
        past=False,
        now=NOW,
    )
    return evolve(made, status=status)


MOVES: dict[str, tuple[Callable[[Booking], Booking], set[BookingStatus]]] = {
    "confirm": (lambda b: b.confirmed(NOW), {PENDING}),
    "complete": (lambda b: b.completed(NOW), {CONFIRMED}),
    "cancel": (lambda b: b.cancelled(NOW, past=False), {PENDING, CONFIRMED}),
    "move": (lambda b: b.moved(SessionId(UUID(int=9)), b.price, NOW), {PENDING, CONFIRMED}),
    "substitute": (lambda b: b.substituted(b.attendees[0].id, b.attendees[0].details, NOW), {PENDING, CONFIRMED}),
    "leave": (lambda b: b.without(b.attendees[0].id, NOW), {PENDING, CONFIRMED}),
    "mark": (lambda b: b.marked(b.attendees[0].id, Attendance.ATTENDED, NOW), {CONFIRMED, COMPLETED}),
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", MOVES)
def test_only_listed_moves_exist(name: str, status: BookingStatus) -> None:
    move, allowed = MOVES[name]
    before = a_booking(status=status)
    if status not in allowed:
        with pytest.raises(TransitionNotListed):
            move(before)
        return
    after = move(before)
    assert (after.version, len(after.events), after.id) == (before.version + 1, 1, before.id)


def test_a_new_booking_is_confirmed_unless_it_is_provisional() -> None:
    [event] = a_booking().events
    assert a_booking().status is CONFIRMED
    assert (event.at, a_booking().version) == (NOW, 1)


def test_a_cancelled_booking_holds_no_seats_and_keeps_its_history() -> None:
    before = a_booking(3)
    after = before.cancelled(NOW, past=False)
    assert (before.seats, after.seats) == (3, 0)
    assert (after.price, after.attendees) == (before.price, before.attendees)


@given(st.permutations(range(8)), st.integers(1, 7))
def test_whoever_leaves_there_is_one_primary_and_the_price_of_the_rest(order: list[int], leaving: int) -> None:
    booking = a_booking(8)
    for place in order[:leaving]:
        booking = booking.without(AttendeeId(UUID(int=place)), NOW)
    assert [person.is_primary for person in booking.standing].count(True) == 1
    assert not any(person.is_primary for person in booking.attendees if not person.stands)
    assert (booking.seats, booking.price) == (8 - leaving, price(8 - leaving))
    assert [person.id.int for person in booking.attendees] == list(range(8))


def test_the_last_attendee_cannot_leave() -> None:
    with pytest.raises(LastAttendee):
        a_booking(1).without(AttendeeId(UUID(int=0)), NOW)


def test_who_has_left_cannot_leave_be_substituted_or_marked() -> None:
    gone = AttendeeId(UUID(int=0))
    booking = a_booking(3).without(gone, NOW)
    with pytest.raises(AttendeeNotFound):
        booking.without(gone, NOW)
    with pytest.raises(AttendeeNotFound):
        booking.substituted(gone, booking.attendees[0].details, NOW)
    with pytest.raises(AttendeeNotFound):
        booking.marked(gone, Attendance.ATTENDED, NOW)


def test_a_substitute_takes_the_seat_and_starts_unmarked() -> None:
    seat = AttendeeId(UUID(int=0))
    marked = a_booking().marked(seat, Attendance.NO_SHOW, NOW)
    details = AttendeeDetails(first_name="Bob", last_name="Byrne")
    after = marked.substituted(seat, details, NOW).attendees[0]
    assert (after.id, after.details, after.attendance, after.is_primary) == (seat, details, Attendance.UNMARKED, True)


def test_the_primary_attendee_is_the_contact_else_the_first() -> None:
    stranger = AttendeeDetails(first_name="Bob", last_name="Byrne")
    contact = AttendeeDetails(first_name="Ana", last_name="Silva", email=Email.parse("ANA@example.org"))
    assert primary_index([stranger, contact], CONTACT) == 1
    assert primary_index([stranger, stranger], CONTACT) == 0


def test_a_booking_without_attendees_is_a_corrupt_row() -> None:
    with pytest.raises(Invalid, match="/attendees"):
        evolve(a_booking(), attendees=())


def test_moving_tells_the_difference_in_price() -> None:
    before = a_booking(2)
    dearer = price_of(Money.of(100), 2, vat_rate=Decimal("0.2"))
    [event] = before.moved(SessionId(UUID(int=9)), dearer, NOW).events
    assert getattr(event, "difference", None) == Money.of(50)
