"""Insights over either store: one's own, somebody's, everybody's; and as a page to look at."""

import re

import pytest
from attrs import evolve

from rft_app.insights import own_insights
from rft_app.insights_page import page
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.catalogue.queries import SessionFilter
from rft_domain.catalogue.use_cases.change_course import ChangeCourse, change_course
from rft_domain.insights.queries import (
    CustomerInsights,
    InsightsOfCustomer,
    OverallInsights,
    customer_insights,
    overall_insights,
)
from rft_domain.shared.errors import Forbidden, NotFound
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money
from rft_domain.shared.paging import PageRequest
from rft_domain.testing.recount import EVERYTHING
from tests.app.office import ORIGIN, Office


@pytest.fixture
def ana(office: Office) -> CustomerId:
    """Two bookings that stand and one that does not, months apart; the courses are on sale no longer. Ben has one."""
    office.booking()
    office.later(days=31)
    office.booking()
    office.later(days=31)
    booking = office.booking()
    office.do(cancel_booking, CancelBooking(booking_id=booking.id))
    office.booking("ben@example.org")
    retire_courses(office)
    assert booking.customer_id is not None
    return booking.customer_id


def retire_courses(office: Office) -> None:
    with office.store.unit_of_work() as uow:
        views = uow.catalogue_reader.sessions(SessionFilter(on_sale=False), PageRequest()).items
        courses = [uow.courses.get(view.course_id) for view in views]
    for course in courses:
        office.do(change_course, ChangeCourse(course_id=course.id, terms=evolve(course.terms, active=False)))


def member(customer_id: CustomerId) -> Actor:
    return Actor(kind=ActorKind.CUSTOMER, customer_id=customer_id)


def own(office: Office, actor: Actor) -> InsightsOfCustomer:
    return own_insights(office.application, CustomerInsights(), actor=actor, origin=ORIGIN)


def test_a_member_sees_what_the_office_sees_of_them_old_courses_too(office: Office, ana: CustomerId) -> None:
    found = own(office, member(ana))
    assert found == office.see(customer_insights, CustomerInsights(customer_id=ana))
    assert (found.insights.bookings, found.insights.cancelled, found.figures.total_spent) == (2, 1, Money.of(150))
    assert [share.bookings for share in found.insights.courses] == [1, 1]
    assert found.insights.days_between_bookings == 31


def test_nobody_sees_what_is_not_theirs(office: Office, ana: CustomerId) -> None:
    ben = office.booking("ben@example.org").customer_id
    assert ben is not None
    with pytest.raises(NotFound):
        office.see(customer_insights, CustomerInsights(customer_id=ana), member(ben))
    with pytest.raises(Forbidden):
        office.see(customer_insights, CustomerInsights(customer_id=ana), Actor(kind=ActorKind.INSTRUCTOR))
    with pytest.raises(Forbidden):
        office.see(overall_insights, OverallInsights(), member(ben))


def test_the_database_alone_lets_a_member_count_nothing_of_others(office: Office, ana: CustomerId) -> None:
    ben = office.booking("ben@example.org").customer_id
    assert ben is not None
    if not hasattr(office.store, "state"):
        with office.store.reading_as(member(ben)) as uow:
            assert uow.insight_reader.of_customer(ana, top=5, visible=EVERYTHING).bookings == 0
            assert uow.insight_reader.of_customer(ben, top=5, visible=EVERYTHING).bookings == 2


def test_overall_insights_are_of_everybody(office: Office, ana: CustomerId) -> None:
    found = office.see(overall_insights, OverallInsights())
    assert (found.bookings, found.customers, found.spent) == (3, 2, Money.of(225))
    assert [(month.month.month, month.bookings, month.new_customers) for month in found.months] == [
        (3, 1, 1), (4, 1, 0), (5, 1, 1),
    ]  # fmt: skip


def test_a_look_at_somebodys_insights_is_on_record(office: Office, ana: CustomerId) -> None:
    office.see(customer_insights, CustomerInsights(customer_id=ana), ADMIN)
    looks = [row for row in office.audited() if row.action == "customer_insights"]
    assert [row.about["customer_id"] for row in looks] == [str(ana)]


def test_the_page_needs_nothing_else_and_runs_nothing(office: Office, ana: CustomerId) -> None:
    html = page(office.see(overall_insights, OverallInsights()))
    assert html.count("<svg") == 2
    assert html.count("<rect") == 3 + 3
    assert "£225.00" in html
    assert re.findall(r"<script|https?:|url\(|@import|\son\w+=", html) == []


def test_what_people_typed_is_text_on_the_page(office: Office, ana: CustomerId) -> None:
    found = office.see(overall_insights, OverallInsights())
    shares = tuple(evolve(share, title="<script>alert(1)</script>") for share in found.courses)
    html = page(evolve(found, courses=shares))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
