"""The demo provider: every state occurs, dates lie round today, and all of it went through the real use cases."""

from collections import Counter
from datetime import timedelta

import pytest

from rft_app.demo import DemoData, fill
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.booking import Booking, BookingStatus
from rft_domain.catalogue.session import SessionStatus
from rft_domain.testing.recount import dangling, figures_wrong, seats_wrong
from tests.app.house import House


@pytest.fixture(scope="module")
def house() -> House:
    return House()


@pytest.fixture(scope="module")
def data(house: House) -> DemoData:
    return fill(house.application)


def bookings(house: House) -> list[Booking]:
    return list(house.store.state.bookings.values())


def test_there_is_enough_to_look_at(house: House, data: DemoData) -> None:
    state = house.store.state
    assert (data.courses, data.sessions, data.bookings) == (
        len(state.courses),
        len(state.sessions),
        len(state.bookings),
    )
    assert data.courses >= 6
    assert data.sessions >= 40
    assert data.bookings >= 120


def test_bookings_are_in_every_state(house: House, data: DemoData) -> None:
    assert {booking.status for booking in bookings(house)} == set(BookingStatus)
    assert {a.attendance for booking in bookings(house) for a in booking.attendees} == set(Attendance)
    actions = Counter(row.action for row in house.store.state.audit if row.outcome == "accepted")
    assert {"move_booking", "cancel_attendee", "substitute_attendee", "confirm_booking"} <= set(actions)


def test_groups_and_codes_have_their_discount(house: House, data: DemoData) -> None:
    assert any(len(booking.attendees) >= 6 and booking.price.discount.amount > 0 for booking in bookings(house))
    assert any(booking.discount_code for booking in bookings(house))


def test_sessions_lie_in_the_past_and_the_future_and_some_are_full(house: House, data: DemoData) -> None:
    now, state = house.clock(), house.store.state
    starts = [session.terms.period.starts_at for session in state.sessions.values()]
    assert min(starts) < now - timedelta(days=30) < now + timedelta(days=60) < max(starts)
    assert {session.status for session in state.sessions.values()} == set(SessionStatus)
    left = Counter(
        state.rosters[session.id].seats_left
        for session in state.sessions.values()
        if session.status is SessionStatus.SCHEDULED and session.terms.period.starts_at > now
    )
    assert left[0] >= 1
    assert left[1] + left[2] >= 1


def test_the_past_is_over(house: House, data: DemoData) -> None:
    over = {
        session.id
        for session in house.store.state.sessions.values()
        if session.terms.period.ends_at < house.clock() - timedelta(days=2)
    }
    open_ones = (BookingStatus.PENDING, BookingStatus.CONFIRMED)
    assert [
        booking.id for booking in bookings(house) if booking.session_id in over and booking.status in open_ones
    ] == []


def test_nobody_books_after_the_start_or_in_the_future(house: House, data: DemoData) -> None:
    assert all(booking.created_at <= house.clock() for booking in bookings(house))
    assert [row.id for row in house.store.state.audit if "allow_past" in row.about] == []


def test_the_session_to_try_has_seats(house: House, data: DemoData) -> None:
    roster = house.store.state.rosters[data.open_session_id]
    assert roster.seats_left >= 3


def test_seats_and_figures_equal_a_recount(house: House, data: DemoData) -> None:
    with house.store.unit_of_work() as uow:
        assert (seats_wrong(uow), figures_wrong(uow), dangling(uow)) == ([], [], [])


def test_the_people_are_the_same_every_time(house: House, data: DemoData) -> None:
    other = House()
    fill(other.application)
    assert _story(other) == _story(house)


def test_everybody_lives_on_example_org(house: House, data: DemoData) -> None:
    domains = {customer.email.identity.partition("@")[2] for customer in house.store.state.customers.values()}
    assert domains == {"example.org"}


def _story(house: House) -> list[tuple[object, ...]]:
    return sorted(
        (b.created_at, b.contact.email.identity, b.status, [a.attendance for a in b.attendees]) for b in bookings(house)
    )


@pytest.mark.parametrize("days", range(7))
def test_it_works_on_every_day_of_the_week(days: int) -> None:
    house = House()
    house.clock.now += timedelta(days=days, hours=days * 3)
    data = fill(house.application)
    assert {booking.status for booking in bookings(house)} == set(BookingStatus)
    assert house.store.state.rosters[data.open_session_id].seats_left >= 3
