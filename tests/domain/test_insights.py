"""Insights worked out by hand: what stands, months in London, exact money (product.md B4, B14)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve

from rft_domain.activity.entry import ActivityEntry
from rft_domain.bookings.attendee import Attendance, Attendee
from rft_domain.bookings.booking import Booking, BookingStatus
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.pricing import Price
from rft_domain.bookings.reference import Reference
from rft_domain.catalogue.course import Course, CourseTerms
from rft_domain.customers.customer import Customer
from rft_domain.customers.figures import FiguresChange
from rft_domain.customers.profile import Profile
from rft_domain.insights.figures import figures_of
from rft_domain.insights.history import Booked, Span, insights_of, month_of
from rft_domain.insights.insights import Insights
from rft_domain.insights.queries import OverallInsights
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import AttendeeId, BookingId, CourseId, CustomerId, SessionId
from rft_domain.shared.money import ZERO, Money

EMAIL = Email.parse("ana.silva@example.org")
ANA, BEN = CustomerId(UUID(int=1)), CustomerId(UUID(int=2))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def course(code: str) -> Course:
    terms = CourseTerms(code=code, title=f"Course {code}", price=Money.of(75))
    return Course(id=CourseId(UUID(int=len(code))), terms=terms, created_at=at("2025-01-01"))


def booked(
    made: str,
    final: str = "75.00",
    customer_id: CustomerId | None = ANA,
    status: BookingStatus = BookingStatus.CONFIRMED,
    marks: tuple[Attendance, ...] = (Attendance.UNMARKED,),
    of: str = "FA",
) -> Booked:
    who = AttendeeDetails(first_name="Ana", last_name="Silva")
    booking = Booking(
        id=BookingId(UUID(int=9)),
        reference=Reference("000000000000"),
        session_id=SessionId(UUID(int=8)),
        customer_id=customer_id,
        booked_by=None,
        contact=Contact(email=EMAIL, first_name="Ana", last_name="Silva"),
        attendees=tuple(Attendee(id=AttendeeId(UUID(int=n)), details=who, attendance=m) for n, m in enumerate(marks)),
        price=Price(
            unit=Money.of(final),
            total=Money.of(final),
            discount=ZERO,
            final=Money.of(final),
            vat=ZERO,
            vat_rate=Decimal(0),
            code_rate=Decimal(0),
        ),
        status=status,
        created_at=at(made),
    )
    return Booked(booking=booking, course=course(of))


CANCELLED = booked("2026-05-30T10:00", "500.00", status=BookingStatus.CANCELLED)


def test_what_was_cancelled_is_not_booked_and_not_spent() -> None:
    found = insights_of([booked("2026-05-01"), CANCELLED])
    assert (found.bookings, found.cancelled, found.spent, found.seats) == (1, 1, Money.of(75), 1)
    assert [month.bookings for month in found.months] == [1]


@pytest.mark.parametrize(
    ("made", "month"),
    [
        ("2026-05-31T22:59:59.999999", date(2026, 5, 1)),
        ("2026-05-31T23:00", date(2026, 6, 1)),  # 00:00 BST on 1 June
        ("2026-05-31T23:30", date(2026, 6, 1)),
        ("2026-03-31T23:00", date(2026, 4, 1)),  # two days after the clocks went forward
        ("2026-10-31T23:30", date(2026, 10, 1)),  # back on GMT
        ("2026-11-01T00:00", date(2026, 11, 1)),
    ],
)
def test_a_booking_counts_for_the_month_it_is_in_london(made: str, month: date) -> None:
    assert month_of(at(made)) == month
    assert [one.month for one in insights_of([booked(made)]).months] == [month]


def test_a_customer_is_new_in_the_month_of_their_first_booking_that_stands() -> None:
    history = [
        evolve(CANCELLED, booking=evolve(CANCELLED.booking, created_at=at("2026-04-02"))),
        booked("2026-05-02"),
        booked("2026-05-03"),
        booked("2026-06-02"),
        booked("2026-06-03", customer_id=BEN),
        booked("2026-06-04", customer_id=None),
    ]
    told = [(one.month.month, one.bookings, one.new_customers, one.returning_customers) for one in
            insights_of(history).months]  # fmt: skip
    assert told == [(5, 2, 1, 0), (6, 3, 1, 1)]


def test_who_had_booked_before_the_span_is_not_new_in_it() -> None:
    history = [booked("2026-05-02"), booked("2026-06-02"), booked("2026-06-03", customer_id=BEN)]
    june = insights_of(history, Span(from_=at("2026-06-01"), to=at("2026-07-01")))
    assert (june.bookings, june.customers, june.new_customers, june.returning_customers) == (2, 2, 1, 1)


def test_a_span_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    history = [booked("2026-06-01"), booked("2026-07-01")]
    assert insights_of(history, Span(from_=at("2026-06-01"), to=at("2026-07-01"))).bookings == 1


def test_averages_are_half_up_to_the_penny() -> None:
    assert insights_of([booked("2026-05-01", "0.01"), booked("2026-05-02", "0.02")]).average_booking_value == Money.of(
        "0.02"
    )
    thirds = [booked("2026-05-01", "10.00"), booked("2026-05-02", "0.00"), booked("2026-05-03", "0.00")]
    assert insights_of(thirds).average_booking_value == Money.of("3.33")
    assert insights_of([]).average_booking_value is None


def test_the_lifetime_value_is_what_was_spent_so_far_and_of_several_the_mean() -> None:
    history = [booked("2026-05-01"), booked("2026-05-02", "25.01"), booked("2026-05-03", "9.00", customer_id=None)]
    assert insights_of(history).lifetime_value == Money.of("100.01")
    both = insights_of([*history, booked("2026-05-04", "10.00", customer_id=BEN)])
    assert both.lifetime_value == Money.of("55.01")


def test_frequency_is_the_mean_of_days_from_one_booking_to_the_next_of_the_same_customer() -> None:
    history = [booked("2026-05-01"), booked("2026-05-04"), booked("2026-05-21")]
    assert insights_of(history).days_between_bookings == Decimal("10.0")
    assert insights_of(history).bookings_per_year == Decimal("36.5")
    other = [booked("2026-05-11", customer_id=BEN), booked("2026-05-12T12:00", customer_id=BEN)]
    assert insights_of([*history, *other]).days_between_bookings == Decimal("7.2")
    assert insights_of(history[:1]).days_between_bookings is None
    twice_at_once = insights_of([booked("2026-05-01"), booked("2026-05-01")])
    assert (twice_at_once.days_between_bookings, twice_at_once.bookings_per_year) == (Decimal("0.0"), None)


def test_no_shows_are_a_part_of_the_seats_that_were_marked() -> None:
    came, not_there = Attendance.ATTENDED, Attendance.NO_SHOW
    found = insights_of([booked("2026-05-01", marks=(came, came, not_there, Attendance.UNMARKED))])
    assert (found.seats, found.attended, found.no_shows) == (4, 2, 1)
    assert found.no_show_rate == Decimal("0.3333")
    assert insights_of([booked("2026-05-01")]).no_show_rate is None


def test_courses_come_by_bookings_then_spend_then_code() -> None:
    history = [
        booked("2026-05-01", of="CPR"), booked("2026-05-02", of="FA"), booked("2026-05-03", of="FA"),
        booked("2026-05-04", "80.00", of="SAFE"), booked("2026-05-05", of="A"),
    ]  # fmt: skip
    found = insights_of(history, top=3)
    assert [(share.code, share.bookings, share.spent.amount) for share in found.courses] == [
        ("FA", 2, Decimal("150.00")),
        ("SAFE", 1, Decimal("80.00")),
        ("A", 1, Decimal("75.00")),
    ]


def test_a_tenth_of_a_day_is_rounded_once() -> None:
    """0.24999… days would be 0.2, and 0.25 is 0.3."""
    almost = Insights(repeats=1, waited=timedelta(hours=6) - timedelta(microseconds=1))
    assert almost.days_between_bookings == Decimal("0.2")
    assert Insights(repeats=1, waited=timedelta(hours=6)).days_between_bookings == Decimal("0.3")


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid, match="/to: must be after from"):
        OverallInsights(from_=at("2026-06-01"), to=at("2026-06-01"))


def _entry(kind: str, when: str) -> ActivityEntry:
    return ActivityEntry(id=UUID(int=5), at=at(when), type=kind, text="-", entity="booking", entity_id=UUID(int=6))


def test_figures_are_counted_from_bookings_and_activity() -> None:
    profile = Profile(first_name="Ana", last_name="Silva")
    customer = Customer.open(id=ANA, email=EMAIL, profile=profile, now=at("2026-05-10"))
    entries = [_entry("booking_cancelled", "2026-06-09"), _entry("portal_opened", "2026-06-20")]
    bookings = [booked("2026-05-01", "10.00").booking, CANCELLED.booking]
    found = figures_of(customer, bookings, entries)
    assert (found.total_bookings, found.total_spent) == (1, Money.of(10))
    assert (found.first_booking_at, found.last_booking_at) == (at("2026-05-01"), at("2026-05-30T10:00"))
    assert (found.customer_since, found.last_activity_at) == (at("2026-05-01"), at("2026-06-09"))


def test_who_had_booked_before_they_were_opened_is_a_customer_since_then() -> None:
    profile = Profile(first_name="Ana", last_name="Silva")
    customer = Customer.open(id=ANA, email=EMAIL, profile=profile, now=at("2026-05-10"))
    earlier = FiguresChange(bookings=1, booked_at=at("2026-05-01"), active_at=at("2026-05-01"))
    assert customer.figures.after(earlier).customer_since == at("2026-05-01")
