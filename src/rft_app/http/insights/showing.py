"""From insights to the wire."""

from decimal import Decimal

from rft_domain.insights.insights import CourseShare, Insights
from rft_domain.insights.queries import InsightsOfCustomer
from rft_domain.shared.money import Money

from ..wire import MoneyAnswer
from .wire import CourseShareAnswer, CustomerInsightsAnswer, MonthAnswer, MonthOfAllAnswer, OverallInsightsAnswer


def customer_insights_answer(one: InsightsOfCustomer) -> CustomerInsightsAnswer:
    figures, insights = one.figures, one.insights
    return CustomerInsightsAnswer(
        customer_id=one.customer_id,
        total_bookings=figures.total_bookings,
        total_spent=MoneyAnswer.of(figures.total_spent),
        first_booking_at=figures.first_booking_at,
        last_booking_at=figures.last_booking_at,
        customer_since=figures.customer_since,
        last_activity_at=figures.last_activity_at,
        cancelled_bookings=insights.cancelled,
        average_booking_value=_money(insights.average_booking_value),
        lifetime_value=_money(insights.lifetime_value),
        seats=insights.seats,
        attended=insights.attended,
        no_shows=insights.no_shows,
        no_show_rate=_number(insights.no_show_rate),
        days_between_bookings=_number(insights.days_between_bookings),
        bookings_per_year=_number(insights.bookings_per_year),
        preferred_courses=_courses(insights),
        months=[
            MonthAnswer(month=f"{one.month:%Y-%m}", bookings=one.bookings, spent=MoneyAnswer.of(one.spent))
            for one in insights.months
        ],
    )


def overall_insights_answer(insights: Insights) -> OverallInsightsAnswer:
    return OverallInsightsAnswer(
        total_bookings=insights.bookings,
        total_spent=MoneyAnswer.of(insights.spent),
        cancelled_bookings=insights.cancelled,
        average_booking_value=_money(insights.average_booking_value),
        lifetime_value=_money(insights.lifetime_value),
        customers=insights.customers,
        new_customers=insights.new_customers,
        returning_customers=insights.returning_customers,
        seats=insights.seats,
        attended=insights.attended,
        no_shows=insights.no_shows,
        no_show_rate=_number(insights.no_show_rate),
        days_between_bookings=_number(insights.days_between_bookings),
        bookings_per_year=_number(insights.bookings_per_year),
        preferred_courses=_courses(insights),
        months=[
            MonthOfAllAnswer(
                month=f"{one.month:%Y-%m}",
                bookings=one.bookings,
                spent=MoneyAnswer.of(one.spent),
                customers=one.customers,
                new_customers=one.new_customers,
                returning_customers=one.returning_customers,
            )
            for one in insights.months
        ],
    )


def _courses(insights: Insights) -> list[CourseShareAnswer]:
    return [_course(share) for share in insights.courses]


def _course(share: CourseShare) -> CourseShareAnswer:
    return CourseShareAnswer(
        course_id=share.course_id,
        code=share.code,
        title=share.title,
        bookings=share.bookings,
        spent=MoneyAnswer.of(share.spent),
    )


def _money(money: Money | None) -> MoneyAnswer | None:
    return None if money is None else MoneyAnswer.of(money)


def _number(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
