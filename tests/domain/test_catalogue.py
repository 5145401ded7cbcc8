"""Courses and sessions hold only what makes sense (product.md C1, C2)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from rft_domain.bookings.errors import SessionClosed, SessionPast
from rft_domain.bookings.session import BookableSession
from rft_domain.catalogue.course import Course, CourseTerms
from rft_domain.catalogue.errors import SessionMoveNotListed
from rft_domain.catalogue.session import Session, SessionStatus, SessionTerms
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import CourseId, SessionId
from rft_domain.shared.money import Money
from rft_domain.shared.period import Period
from rft_domain.testing.world import refusal

NOW = datetime(2031, 3, 29, tzinfo=UTC)
TERMS = CourseTerms(code="FA-1", title="First aid", price=Money.of(75))
DATED = SessionTerms(course_id=CourseId(UUID(int=1)), period=Period(NOW, NOW + timedelta(hours=6)), venue="Leeds")
SCHEDULED, CANCELLED, COMPLETED = SessionStatus


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "fa-1"),
        ("code", "-FA"),
        ("code", ""),
        ("title", ""),
        ("price", Money.of(-1)),
        ("vat_rate", Decimal("1.01")),
        ("vat_rate", Decimal("0.12345")),
        ("vat_rate", 0.2),
        ("certificate_months", 0),
    ],
)
def test_a_course_is_refused_by_the_field_that_is_wrong(name: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        evolve(TERMS, **{name: value})
    assert [error.pointer for error in refused.value.errors] == [f"/{name}"]


@pytest.mark.parametrize(
    ("name", "value"), [("venue", ""), ("time_zone", "Europe/Leeds"), ("time_zone", "../etc"), ("price", Money.of(-1))]
)
def test_a_session_is_refused_by_the_field_that_is_wrong(name: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        evolve(DATED, **{name: value})
    assert [error.pointer for error in refused.value.errors] == [f"/{name}"]


def test_unchanged_terms_are_no_new_version() -> None:
    course = Course(id=CourseId(UUID(int=1)), terms=TERMS, created_at=NOW)
    assert course.with_terms(evolve(TERMS)) is course
    assert course.with_terms(evolve(TERMS, title="First aid at work")).version == 2


@pytest.mark.parametrize("before", SessionStatus)
@pytest.mark.parametrize("after", SessionStatus)
def test_a_session_is_cancelled_or_completed_once_and_for_all(before: SessionStatus, after: SessionStatus) -> None:
    planned = Session.schedule(id=SessionId(UUID(int=2)), terms=DATED, capacity=9, now=NOW)
    session = evolve(planned, status=before)
    told = refusal(lambda: session.changed(DATED, after, NOW))
    assert isinstance(told, SessionMoveNotListed) is (before is not SCHEDULED and before is not after)


def bookable(
    *, scheduled: bool = True, completed: bool = False, on_sale: bool = True, starts_in: int = 1
) -> BookableSession:
    starts_at = NOW + timedelta(hours=starts_in)
    return BookableSession(
        id=SessionId(UUID(int=2)),
        course_title="First aid",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        time_zone="Europe/London",
        venue="Leeds",
        scheduled=scheduled,
        on_sale=on_sale,
        completed=completed,
        unit_price=Money.of(75),
        vat_rate=Decimal("0.2"),
    )


@pytest.mark.parametrize(
    ("session", "past_allowed", "refused_with"),
    [
        (bookable(), False, None),
        (bookable(on_sale=False), False, SessionClosed),
        (bookable(on_sale=False, starts_in=-9), True, None),
        (bookable(starts_in=0), False, SessionPast),
        (bookable(starts_in=0), True, None),
        (bookable(scheduled=False), True, SessionClosed),
        (bookable(scheduled=False, completed=True, starts_in=-9), False, SessionClosed),
        (bookable(scheduled=False, completed=True, starts_in=-9), True, None),
    ],
)
def test_the_past_is_booked_by_an_explicit_option_only(
    session: BookableSession, past_allowed: bool, refused_with: type[Exception] | None
) -> None:
    told = refusal(lambda: session.must_be_open(NOW, past_allowed=past_allowed))
    assert (type(told) if told else None) is refused_with
