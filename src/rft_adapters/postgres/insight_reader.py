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
    bindparam,
    cast,
    distinct,
    false,
    func,
    select,
    true,
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
    counted = _standing("counted", [*whose, *when])
    # who has booked before the span has done so at any time
    ever = counted if "from_" not in named else _standing("ever", whose)
    firsts = _firsts(ever)
    is_new = firsts.c.first_at >= bindparam("from_") if "from_" in named else true()
    cancelled = select(func.count()).select_from(BOOKINGS).where(*whose, *when, ~STANDS).subquery("cancelled")
    parts = (_totals(counted), cancelled, _seats(counted), _customers(counted, firsts, is_new))
    lists = (_courses(counted), _months(counted, firsts))
    return query(select(*(column for part in (*parts, *lists) for column in part.c)))


def _standing(name: str, rules: list[Rule]) -> CTE:
    month = cast(func.date_trunc("month", func.timezone(_ZONE, _B.created_at)), Date).label("month")
    columns = (_B.id, _B.customer_id, _B.session_id, _B.created_at, _B.final_amount, month)
    return select(*columns).where(STANDS, *rules).cte(name)


def _firsts(standing: CTE) -> CTE:
    first_at, first_month = func.min(standing.c.created_at), func.min(standing.c.month)
    return (
        select(standing.c.customer_id, first_at.label("first_at"), first_month.label("first_month"))
        .where(standing.c.customer_id.is_not(None))
        .group_by(standing.c.customer_id)
        .cte("firsts")
    )


def _totals(counted: CTE) -> Subquery:
    return (
        select(func.count().label("bookings"), _spent(counted).label("spent")).select_from(counted).subquery("totals")
    )


def _spent(rows: Any) -> "ColumnElement[Any]":
    return func.coalesce(func.sum(rows.c.final_amount), 0)


def _seats(counted: CTE) -> Subquery:
    def marked(word: str) -> "ColumnElement[int]":
        return func.count().filter(ATTENDEES.c.attendance == word).label(word)

    return (
        select(func.count().label("seats"), marked("attended"), marked("no_show"))
        .select_from(counted.join(ATTENDEES, ATTENDEES.c.booking_id == counted.c.id))
        .where(ATTENDEES.c.cancelled_at.is_(None))
        .subquery("marks")
    )


def _customers(counted: CTE, firsts: CTE, is_new: Rule) -> Subquery:
    c = counted.c
    mine = (
        select(
            c.customer_id,
            func.count().label("bookings"),
            func.sum(c.final_amount).label("final_amount"),
            (func.max(c.created_at) - func.min(c.created_at)).label("waited"),
        )
        .where(c.customer_id.is_not(None))
        .group_by(c.customer_id)
        .subquery("mine")
    )
    return (
        select(
            func.count().label("customers"),
            func.count().filter(is_new).label("new_customers"),
            _spent(mine).label("spent_by_customers"),
            func.coalesce(func.sum(mine.c.bookings - 1), 0).label("repeats"),
            func.sum(mine.c.waited).label("waited"),
        )
        .select_from(mine.join(firsts, firsts.c.customer_id == mine.c.customer_id))
        .subquery("customers_")
    )


def _courses(counted: CTE) -> Subquery:
    """The first of them as a JSON array; amounts as text, because JSON numbers are floats to its readers."""
    of_course = (
        select(SESSIONS.c.course_id, func.count().label("bookings"), _spent(counted).label("spent"))
        .select_from(counted.join(SESSIONS, SESSIONS.c.id == counted.c.session_id))
        .group_by(SESSIONS.c.course_id)
        .subquery("of_course")
    )
    code = COURSES.c.code.collate("C")
    order = (of_course.c.bookings.desc(), of_course.c.spent.desc(), code)
    best = (
        select(of_course, COURSES.c.code, COURSES.c.title, func.row_number().over(order_by=order).label("place"))
        .select_from(of_course.join(COURSES, COURSES.c.id == of_course.c.course_id))
        .order_by(*order)
        .limit(bindparam("top", type_=Integer))
        .subquery("best")
    )
    told = func.json_build_array(best.c.course_id, best.c.code, best.c.title, best.c.bookings, cast(best.c.spent, Text))
    return select(func.json_agg(aggregate_order_by(told, best.c.place)).label("courses")).subquery("courses_")


def _months(counted: CTE, firsts: CTE) -> Subquery:
    new = func.count(distinct(counted.c.customer_id)).filter(firsts.c.first_month == counted.c.month)
    of_month = (
        select(
            counted.c.month,
            func.count().label("bookings"),
            _spent(counted).label("spent"),
            func.count(distinct(counted.c.customer_id)).label("customers"),
            new.label("new_customers"),
        )
        .select_from(counted.outerjoin(firsts, firsts.c.customer_id == counted.c.customer_id))
        .group_by(counted.c.month)
        .subquery("of_month")
    )
    m = of_month.c
    told = func.json_build_array(m.month, m.bookings, cast(m.spent, Text), m.customers, m.new_customers)
    return select(func.json_agg(aggregate_order_by(told, m.month)).label("months")).subquery("months_")


def _from_row(row: Row) -> Insights:
    bookings, spent, cancelled, seats, attended, no_shows, customers, new, by_customers, repeats, waited, *lists = row
    courses, months = lists
    return Insights(
        bookings=bookings,
        cancelled=cancelled,
        spent=Money.of(spent),
        seats=seats,
        attended=attended,
        no_shows=no_shows,
        customers=customers,
        new_customers=new,
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
