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
    exists,
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
    """Bookings are read once for each kind of answer: so the server can share each reading among its workers."""
    whose = [_WHOSE[name] for name in sorted(named & _WHOSE.keys())]
    when = [_WHEN[name] for name in sorted(named & _WHEN.keys())]
    if not everything and "seen_customer_id" not in named:
        whose.append(false())
    counted = [STANDS, *whose, *when]
    monthly = _monthly(counted)
    known = _known(monthly, whose if "from_" in named else None)
    cancelled = select(func.count()).select_from(BOOKINGS).where(~STANDS, *whose, *when).subquery("cancelled")
    parts = (
        _totals(monthly),
        cancelled,
        _seats(counted),
        _customers(known),
        _courses(counted),
        _months(monthly, known),
    )
    return query(select(*(column for part in parts for column in part.c)))


def _monthly(counted: list[Rule]) -> CTE:
    """What each customer has booked in each month, and what was booked for nobody."""
    month = cast(func.date_trunc("month", func.timezone(_ZONE, _B.created_at)), Date).label("month")
    return (
        select(
            _B.customer_id,
            month,
            func.count().label("bookings"),
            func.sum(_B.final_amount).label("spent"),
            func.min(_B.created_at).label("first_at"),
            func.max(_B.created_at).label("last_at"),
        )
        .where(*counted)
        .group_by(_B.customer_id, month)
        .cte("monthly")
    )


def _known(monthly: CTE, whose: list[Rule] | None) -> CTE:
    """By customer. New is who has no booking that stands from before the span; without its start, everybody is."""
    m = monthly.c
    mine = (
        select(
            m.customer_id,
            func.sum(m.bookings).label("bookings"),
            func.sum(m.spent).label("spent"),
            (func.max(m.last_at) - func.min(m.first_at)).label("waited"),
            func.min(m.month).label("first_month"),
        )
        .where(m.customer_id.is_not(None))
        .group_by(m.customer_id)
        .subquery("mine")
    )
    is_new: Rule = true()
    if whose is not None:
        is_new = ~exists().where(
            _B.customer_id == mine.c.customer_id, STANDS, *whose, _B.created_at < bindparam("from_")
        )
    return select(*mine.c, is_new.label("is_new")).cte("known")


def _total(column: Any) -> "ColumnElement[Any]":
    return func.coalesce(func.sum(column), 0)


def _totals(monthly: CTE) -> Subquery:
    m = monthly.c
    return select(_total(m.bookings).label("bookings"), _total(m.spent).label("spent")).subquery("totals")


def _seats(counted: list[Rule]) -> Subquery:
    def marked(word: str) -> "ColumnElement[int]":
        return func.count().filter(ATTENDEES.c.attendance == word).label(word)

    return (
        select(func.count().label("seats"), marked("attended"), marked("no_show"))
        .select_from(BOOKINGS.join(ATTENDEES, ATTENDEES.c.booking_id == _B.id))
        .where(*counted, ATTENDEES.c.cancelled_at.is_(None))
        .subquery("marks")
    )


def _customers(known: CTE) -> Subquery:
    k = known.c
    return select(
        func.count().label("customers"),
        func.count().filter(k.is_new).label("new_customers"),
        _total(k.spent).label("spent_by_customers"),
        _total(k.bookings - 1).label("repeats"),
        func.sum(k.waited).label("waited"),
    ).subquery("customers_")


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


def _months(monthly: CTE, known: CTE) -> Subquery:
    m, k = monthly.c, known.c
    of_month = (
        select(
            m.month,
            func.sum(m.bookings).label("bookings"),
            func.sum(m.spent).label("spent"),
            func.count(m.customer_id).label("customers"),
            func.count().filter(k.is_new & (k.first_month == m.month)).label("new_customers"),
        )
        .select_from(monthly.outerjoin(known, k.customer_id == m.customer_id))
        .group_by(m.month)
        .subquery("of_month")
    )
    o = of_month.c
    told = func.json_build_array(o.month, o.bookings, cast(o.spent, Text), o.customers, o.new_customers)
    return select(func.json_agg(aggregate_order_by(told, o.month)).label("months")).subquery("months_")


def _from_row(row: Row) -> Insights:
    bookings, spent, cancelled, seats, attended, no_shows, customers, new, by_customers, repeats, waited, *lists = row
    courses, months = lists
    return Insights(
        bookings=int(bookings),
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
