"""Insights in one statement: the second definition, held against ``rft_domain.insights.history`` by a law."""

from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from rft_domain.access.visibility import Visibility
from rft_domain.insights.history import LONDON, Span
from rft_domain.insights.insights import CourseShare, Insights, Month
from rft_domain.shared.ids import CourseId, CustomerId
from rft_domain.shared.money import Money

from .bookings import ATTENDEES, BOOKINGS
from .catalogue import COURSES, SESSIONS
from .flush import Row
from .link import Link
from .query import Query, query

Rule = ColumnElement[bool]
_B = BOOKINGS.c
_ZONE = LONDON.key
_WHOSE: dict[str, Rule] = {
    "customer_id": _B.customer_id == bindparam("customer_id"),
    "seen_customer_id": _B.customer_id == bindparam("seen_customer_id"),
}
_WHEN: dict[str, Rule] = {
    "from_": _B.created_at >= bindparam("from_"),
    "to": _B.created_at < bindparam("to"),
}
STANDS: Rule = _B.status != "cancelled"


class PostgresInsightReader:
    """``rft_domain.insights``' ``InsightReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def of_customer(self, customer_id: CustomerId, *, top: int, visible: Visibility) -> Insights:
        return self._read({"customer_id": customer_id}, top, visible)

    def overall(self, span: Span, *, top: int, visible: Visibility) -> Insights:
        return self._read({"from_": span.from_, "to": span.to}, top, visible)

    def _read(self, wanted: dict[str, Any], top: int, visible: Visibility) -> Insights:
        named = {name: value for name, value in wanted.items() if value is not None}
        if visible.customer_id is not None and not visible.everything:
            named["seen_customer_id"] = visible.customer_id
        [row] = self._link.rows(insights_query(frozenset(named), visible.everything), {**named, "top": top})
        return _from_row(row)


@lru_cache(maxsize=32)
def insights_query(named: frozenset[str], everything: bool) -> Query:
    whose = [_WHOSE[name] for name in sorted(named & _WHOSE.keys())]
    when = [_WHEN[name] for name in sorted(named & _WHEN.keys())]
    if not everything and "seen_customer_id" not in named:
        whose.append(false())
    counted = [STANDS, *whose, *when]
    monthly = _monthly(counted, whose if "from_" in named else None)
    cancelled = select(func.count()).select_from(BOOKINGS).where(~STANDS, *whose, *when).subquery("cancelled")
    parts = (_totals(monthly), cancelled, _seats(counted), _courses(counted), _months(monthly))
    return query(select(*(column for part in parts for column in part.c)))


def _steps(counted: list[Rule]) -> Subquery:
    """Each booking with the one before it of the same customer: one sort answers all that is asked of customers."""
    month = cast(func.date_trunc("month", func.timezone(_ZONE, _B.created_at)), Date).label("month")
    rows = select(_B.customer_id, _B.created_at, _B.final_amount, month).where(*counted).subquery("rows_")

    def before(column: "ColumnElement[Any]") -> "ColumnElement[Any]":
        return func.lag(column).over(partition_by=rows.c.customer_id, order_by=rows.c.created_at)

    of_before = (before(rows.c.created_at).label("before_at"), before(rows.c.month).label("before_month"))
    return select(*rows.c, *of_before).subquery("steps")


def _monthly(counted: list[Rule], whose: list[Rule] | None) -> CTE:
    """New is who has no booking that stands from before the span either; without its start, that is everybody."""
    s = _steps(counted).c
    of_customer = s.customer_id.is_not(None)
    is_first = of_customer & s.before_at.is_(None)
    is_new: Rule = is_first
    if whose is not None:
        earlier = exists().where(_B.customer_id == s.customer_id, STANDS, *whose, _B.created_at < bindparam("from_"))
        is_new = and_(is_first, ~earlier)
    comes = of_customer & s.before_month.is_distinct_from(s.month)
    return (
        select(
            s.month,
            func.count().label("bookings"),
            func.sum(s.final_amount).label("spent"),
            func.count().filter(comes).label("customers"),
            func.count().filter(is_new).label("new_customers"),
            func.count().filter(is_first).label("firsts"),
            func.count().filter(of_customer & s.before_at.is_not(None)).label("repeats"),
            func.sum(s.created_at - s.before_at).filter(of_customer).label("waited"),
            func.sum(s.final_amount).filter(of_customer).label("spent_by_customers"),
        )
        .group_by(s.month)
        .cte("monthly")
    )


def _totals(monthly: CTE) -> Subquery:
    def total(name: str) -> "ColumnElement[Any]":
        return func.coalesce(func.sum(monthly.c[name]), 0).label(name)

    names = ("bookings", "spent", "firsts", "new_customers", "spent_by_customers", "repeats")
    return select(*map(total, names), func.sum(monthly.c.waited).label("waited")).subquery("totals")


def _seats(counted: list[Rule]) -> Subquery:
    def marked(word: str) -> "ColumnElement[int]":
        return func.count().filter(ATTENDEES.c.attendance == word).label(word)

    return (
        select(func.count().label("seats"), marked("attended"), marked("no_show"))
        .select_from(BOOKINGS.join(ATTENDEES, ATTENDEES.c.booking_id == _B.id))
        .where(*counted, ATTENDEES.c.cancelled_at.is_(None))
        .subquery("marks")
    )


def _courses(counted: list[Rule]) -> Subquery:
    """The first of them as a JSON array; amounts as text, because JSON numbers are floats to its readers."""
    of_session = (
        select(_B.session_id, func.count().label("bookings"), func.sum(_B.final_amount).label("spent"))
        .where(*counted)
        .group_by(_B.session_id)
        .subquery("of_session")
    )
    of_course = (
        select(
            SESSIONS.c.course_id,
            func.sum(of_session.c.bookings).label("bookings"),
            func.sum(of_session.c.spent).label("spent"),
        )
        .select_from(of_session.join(SESSIONS, SESSIONS.c.id == of_session.c.session_id))
        .group_by(SESSIONS.c.course_id)
        .subquery("of_course")
    )
    order = (of_course.c.bookings.desc(), of_course.c.spent.desc(), COURSES.c.code.collate("C"))
    best = (
        select(of_course, COURSES.c.code, COURSES.c.title, func.row_number().over(order_by=order).label("place"))
        .select_from(of_course.join(COURSES, COURSES.c.id == of_course.c.course_id))
        .order_by(*order)
        .limit(bindparam("top", type_=Integer))
        .subquery("best")
    )
    told = func.json_build_array(best.c.course_id, best.c.code, best.c.title, best.c.bookings, cast(best.c.spent, Text))
    return select(func.json_agg(aggregate_order_by(told, best.c.place)).label("courses")).subquery("courses_")


def _months(monthly: CTE) -> Subquery:
    m = monthly.c
    told = func.json_build_array(m.month, m.bookings, cast(m.spent, Text), m.customers, m.new_customers)
    return select(func.json_agg(aggregate_order_by(told, m.month)).label("months")).subquery("months_")


def _from_row(row: Row) -> Insights:
    bookings, spent, customers, new, by_customers, repeats, waited, *rest = row
    cancelled, seats, attended, no_shows, courses, months = rest
    return Insights(
        bookings=int(bookings),
        cancelled=cancelled,
        spent=Money.of(spent),
        seats=seats,
        attended=attended,
        no_shows=no_shows,
        customers=int(customers),
        new_customers=int(new),
        spent_by_customers=Money.of(by_customers),
        repeats=int(repeats),
        waited=waited or Insights().waited,
        courses=tuple(map(_course, courses or ())),
        months=tuple(map(_month, months or ())),
    )


def _course(told: Row) -> CourseShare:
    return CourseShare(
        course_id=CourseId(UUID(told[0])), code=told[1], title=told[2], bookings=told[3], spent=Money.of(told[4])
    )


def _month(told: Row) -> Month:
    return Month(
        month=date.fromisoformat(told[0]),
        bookings=told[1],
        spent=Money.of(told[2]),
        customers=told[3],
        new_customers=told[4],
    )
