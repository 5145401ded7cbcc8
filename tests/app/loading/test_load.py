"""Loading old bookings: every line is booked or reported, never both and never twice."""

import json
from datetime import timedelta
from typing import Any

import pytest

from rft_app.loading import LoadOptions, Report, load, rehearsal
from rft_app.loading.old_session import session_of
from rft_app.loading.sessions import Making
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.booking import Booking, BookingStatus
from rft_domain.shared.errors import Busy
from tests.app.house import House
from tests.app.loading.exports import contact, export, line, people

PAST = LoadOptions(past=True)
COMING = "2026-05-17T09:00:00"  # the house's clock stands in March 2026

# one of each kind of dirt, with what becomes of it
DIRTY: list[tuple[bytes, str | None]] = [
    (b"\xef\xbb\xbf" + line(1).strip() + b"\r\n", None),
    (b"\r\n", "blank"),
    (line(2, status="CONFIRMED", sessionId="s-2"), None),
    (line(2, status="CONFIRMED", sessionId="s-2"), "already there"),
    (line(2, status="CONFIRMED", sessionId="s-2", finalAmount="1.00"), "conflict"),
    (line(3, bookingReference="RFT-2023-00001"), "conflict"),
    (line(4)[:70] + b"\n", "not-json"),
    (b"[]\n", "not-an-object"),
    (line(5).replace(b"Leeds", b"\xff"), "not-utf-8"),
    (line(6, status="maybe"), "status-unknown"),
    (line(7, participants=[]), "no-participants"),
    (line(8, contactDetails=None), "no-usable-address"),
    (line(9, contactDetails=contact(email="n/a")), "no-usable-address"),
    (line(10, finalAmount="-75.00"), "amount-negative"),
    (line(11, totalAmount="lots"), "amount-unreadable"),
    (line(12, participants=[{"firstName": "", "lastName": "Silva"}]), "invalid"),
    (line(13, sessionId="s-3", sessionDate="soon"), "session-date-unreadable"),
    (line(14, sessionId="s-4", courseName=None), "session-unknown"),
    (line(15, sessionId="s-5", courseName="A New One", totalAmount=None), "course-price-unknown"),
    (line(16, participants=people(12), totalAmount=900, discountAmount=135, finalAmount=765), None),
    (line(17, status="canceled"), None),
    (line(18, status="no-show"), None),
    (line(19, status="Completed", contactDetails=contact(phone="none")), None),
    (line(20, sessionId="s-6", status="pending", sessionDate=COMING), None),
    (line(21, sessionId="s-6", status="completed", sessionDate=COMING), None),
    (b"\n", "blank"),
]


def loaded(house: House, *lines: bytes, options: LoadOptions = PAST) -> Report:
    return load(lines, house.application, options)


def bookings(house: House) -> list[Booking]:
    return sorted(house.store.state.bookings.values(), key=lambda booking: booking.id)


def skipped(report: Report) -> dict[str, list[int]]:
    return dict(report.skipped)


def expected() -> dict[str, list[int]]:
    reasons: dict[str, list[int]] = {}
    for number, (_, outcome) in enumerate(DIRTY, start=1):
        if outcome not in (None, "blank", "already there"):
            reasons.setdefault(str(outcome), []).append(number)
    return reasons


def test_every_line_of_a_dirty_file_is_accounted_for() -> None:
    house = House()
    report = loaded(house, *(raw for raw, _ in DIRTY))
    assert skipped(report) == expected()
    assert (report.lines, report.blank, report.already_there) == (len(DIRTY), 2, 1)
    assert report.booked == sum(outcome is None for _, outcome in DIRTY) == len(bookings(house))
    assert (report.courses_made, report.sessions_made) == (1, 3)
    assert dict(report.warned) == {"phone-unreadable": [23], "left-as-booked": [25]}
    assert report.adds_up


def test_a_dry_run_counts_as_the_real_run_and_leaves_no_trace() -> None:
    house = House()
    stage = rehearsal(house.application)
    rehearsed = load((raw for raw, _ in DIRTY), stage.application, PAST, fetch=stage.fetch)
    state = house.store.state
    assert (state.bookings, state.sessions, state.courses, state.audit, state.receipts) == ({}, {}, {}, [], {})
    assert rehearsed == loaded(house, *(raw for raw, _ in DIRTY))


def test_a_dry_run_knows_what_is_there_already() -> None:
    house = House()
    loaded(house, *(raw for raw, _ in DIRTY))
    stage = rehearsal(house.application)
    rehearsed = load((raw for raw, _ in DIRTY), stage.application, PAST, fetch=stage.fetch)
    assert rehearsed == loaded(house, *(raw for raw, _ in DIRTY))
    assert (rehearsed.booked, rehearsed.sessions_made) == (0, 0)


def test_loading_twice_books_nothing_twice() -> None:
    house = House()
    first = loaded(house, *(raw for raw, _ in DIRTY))
    before = bookings(house)
    second = loaded(house, *(raw for raw, _ in DIRTY))
    assert bookings(house) == before
    assert (second.booked, second.already_there) == (0, first.booked + first.already_there)
    assert skipped(second) == skipped(first)


def test_lines_without_id_are_not_booked_twice_either() -> None:
    house = House()
    raw = line(id=None, bookingReference=None)
    assert [loaded(house, raw, raw).booked, loaded(house, raw).already_there] == [1, 1]


def test_a_line_that_says_something_else_in_the_next_file_is_a_conflict() -> None:
    house = House()
    loaded(house, line(1))
    report = loaded(house, line(1, participants=people(2)))
    assert (skipped(report), len(bookings(house))) == ({"conflict": [1]}, 1)


def test_a_booking_that_has_gone_on_since_is_brought_along() -> None:
    house = House()
    loaded(house, line(1))
    report = loaded(house, line(1, status="completed"))
    assert report.already_there == 1
    assert bookings(house)[0].status is BookingStatus.COMPLETED


@pytest.mark.parametrize(
    ("word", "status", "attendance"),
    [
        ("confirmed", BookingStatus.CONFIRMED, Attendance.UNMARKED),
        ("pending", BookingStatus.PENDING, Attendance.UNMARKED),
        ("cancelled", BookingStatus.CANCELLED, Attendance.UNMARKED),
        ("completed", BookingStatus.COMPLETED, Attendance.UNMARKED),
        ("no_show", BookingStatus.COMPLETED, Attendance.NO_SHOW),
    ],
)
def test_a_booking_ends_in_the_state_its_line_says(word: str, status: BookingStatus, attendance: Attendance) -> None:
    house = House()
    loaded(house, line(status=word, participants=people(2)))
    (booking,) = bookings(house)
    assert booking.status is status
    assert {attendee.attendance for attendee in booking.attendees} == {attendance}


def test_a_cancelled_line_leaves_its_seats_to_others() -> None:
    house = House()
    options = LoadOptions(past=True, making=Making(capacity=1))
    assert loaded(house, line(1, status="cancelled"), line(2), options=options).booked == 2


def test_a_session_made_by_a_load_grows_with_its_bookings_in_the_next_file_too() -> None:
    house = House()
    options = LoadOptions(past=True, making=Making(capacity=1))
    report = loaded(house, line(1), line(2, participants=people(3)), line(3), options=options)
    assert (report.booked, report.sessions_made, report.sessions_enlarged) == (3, 1, 1)
    stage = rehearsal(house.application)
    rehearsed = load([line(4)], stage.application, options, fetch=stage.fetch)
    later = loaded(house, line(4), options=options)
    assert (later.booked, later.sessions_enlarged, rehearsed) == (1, 1, later)
    (roster,) = house.store.state.rosters.values()
    assert (roster.capacity, roster.seats_taken) == (6, 6)


def test_a_coming_session_of_an_earlier_run_keeps_its_seats() -> None:
    house = House()
    options = LoadOptions(making=Making(capacity=1))
    assert loaded(house, line(1, sessionDate=COMING), line(2, sessionDate=COMING), options=options).booked == 2
    assert skipped(loaded(house, line(3, sessionDate=COMING), options=options)) == {"session-full": [1]}


def test_a_session_of_ours_never_grows() -> None:
    house = House()
    session = house.session()
    house.clock.now += timedelta(days=365)
    raw = line(1, sessionId=str(session.id), participants=people(house.store.state.rosters[session.id].capacity + 1))
    assert skipped(loaded(house, raw)) == {"session-full": [1]}


def test_a_line_that_was_refused_keeps_its_id_and_reference_from_nobody() -> None:
    house = House()
    report = loaded(house, line(1, participants=[]), line(1), line(2, bookingReference=export(1)["bookingReference"]))
    assert (skipped(report), report.booked) == ({"no-participants": [1], "conflict": [3]}, 1)


def test_past_sessions_are_booked_only_where_that_was_asked_for_and_the_audit_shows_it() -> None:
    house = House()
    lines = line(1), line(2, sessionId="s-2", sessionDate=COMING)
    report = loaded(house, *lines, options=LoadOptions())
    assert (skipped(report), report.booked) == ({"session-past": [1]}, 1)
    assert loaded(house, *lines).booked == 1
    accepted = [row for row in house.store.state.audit if row.action == "create_booking" and row.outcome == "accepted"]
    assert [row.about.get("allow_past") for row in accepted] == [None, "true"]
    assert {row.actor_kind for row in accepted} == {"system"}


def test_what_was_loaded_with_past_is_known_without_it_and_the_other_way_round() -> None:
    house = House()
    lines = line(1), line(2, sessionId="s-2", sessionDate=COMING)
    loaded(house, *lines)
    assert loaded(house, *lines, options=LoadOptions()).already_there == 2
    assert loaded(house, *lines).already_there == 2


def test_a_payload_of_the_old_flow_books_a_session_of_ours() -> None:
    house = House()
    session = house.session()
    payload = {name: export()[name] for name in ("contactDetails", "participants")} | {"sessionId": str(session.id)}
    report = loaded(house, json.dumps(payload).encode(), options=LoadOptions())
    assert (report.booked, report.sessions_made) == (1, 0)
    assert [booking.session_id for booking in bookings(house)] == [session.id]


def test_sessions_and_courses_are_made_once_as_the_lines_say() -> None:
    house = House()
    options = LoadOptions(past=True, making=Making(capacity=7))
    report = loaded(house, line(1, participants=people(2), totalAmount="150.00"), line(2), options=options)
    assert (report.courses_made, report.sessions_made) == (1, 1)
    (course,), (session,) = house.store.state.courses.values(), house.store.state.sessions.values()
    assert (course.terms.code, str(course.terms.price.amount)) == ("EMERGENCY-FIRST-AID-AT-WORK", "75.00")
    assert (session.terms.venue, session.terms.time_zone) == ("Leeds", "Europe/London")
    assert house.store.state.rosters[session.id].capacity == 7


def test_a_course_that_is_there_under_this_title_is_used() -> None:
    house = House()
    house.session()  # of a course called Emergency First Aid at Work
    report = loaded(house, line(courseName="emergency first aid at WORK"))
    assert (report.booked, report.courses_made, report.sessions_made) == (1, 0, 1)


def test_nothing_is_made_where_that_was_forbidden() -> None:
    house = House()
    report = loaded(house, line(), options=LoadOptions(past=True, making=Making(allowed=False)))
    assert skipped(report) == {"session-unknown": [1]}
    assert (house.store.state.sessions, house.store.state.courses) == ({}, {})


def test_a_price_that_is_another_today_is_reported() -> None:
    house = House()
    report = loaded(house, line(1), line(2, totalAmount="60.00", finalAmount="60.00"))
    assert (report.booked, dict(report.warned)) == (2, {"price-differs": [2]})


def test_an_interrupted_run_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()

    def away(*_: Any) -> None:
        raise Busy()

    with monkeypatch.context() as patched:
        patched.setattr("rft_app.loading.loader.bring_to", away)
        with pytest.raises(Busy):
            loaded(house, line(1, status="cancelled"))
    assert bookings(house)[0].status is BookingStatus.CONFIRMED
    stage = rehearsal(house.application)
    rehearsed = load([line(1, status="cancelled")], stage.application, PAST, fetch=stage.fetch)
    report = loaded(house, line(1, status="cancelled"))
    assert (report.already_there, rehearsed) == (1, report)
    assert bookings(house)[0].status is BookingStatus.CANCELLED


def test_no_report_holds_personal_data() -> None:
    house = House()
    report = loaded(house, *(raw for raw, _ in DIRTY))
    assert "silva" not in repr(report).casefold()
    assert "silva" not in repr([row for row in house.store.state.audit if row.outcome == "refused"]).casefold()


def test_the_session_of_a_line_is_the_one_its_old_id_names() -> None:
    house = House()
    loaded(house, line(1), line(2, sessionId="s-9", venue="York"))
    assert {booking.session_id for booking in bookings(house)} == {
        session_of(export()).id,
        session_of(export(sessionId="s-9")).id,
    }


def test_a_line_is_known_again_when_its_receipt_is_gone() -> None:
    house = House()
    assert loaded(house, line(1), line(2)).booked == 2
    house.store.forget_receipts(house.clock() + timedelta(days=8))
    stage = rehearsal(house.application)
    rehearsed = load([line(1), line(2)], stage.application, PAST, fetch=stage.fetch)
    again = loaded(house, line(1), line(2))
    assert (rehearsed.booked, rehearsed.already_there) == (again.booked, again.already_there) == (0, 2)
