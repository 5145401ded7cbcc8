"""What customers are filtered by, as SQL over whatever brings their columns."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select, true

from rft_domain.bookings.booking import BookingStatus

from .bookings import BOOKINGS
from .catalogue import SESSIONS
from .consents import PREFERENCES

OF_CUSTOMERS = {
    "status": "status", "customer_type": "customer_type", "created_from": "created_at", "created_to": "created_at",
}  # fmt: skip
OF_FIGURES = {
    "active_from": "last_activity_at", "active_to": "last_activity_at", "min_spent": "total_spent",
    "max_spent": "total_spent", "min_bookings": "total_bookings", "max_bookings": "total_bookings",
}  # fmt: skip
_CHOICES = ("marketing", "sms", "newsletter")
OF_OTHERS = (*_CHOICES, "course_id")


def conditions(
    wanted: Collection[str], columns: Mapping[str, "ColumnElement[Any]"], id_: "ColumnElement[Any]"
) -> "list[ColumnElement[bool]]":
    """Of every name in ``wanted``. ``columns`` are those of customers and figures that they are about."""
    return [_condition(name, columns, id_) for name in sorted(wanted)]


def _condition(
    name: str, columns: Mapping[str, "ColumnElement[Any]"], id_: "ColumnElement[Any]"
) -> "ColumnElement[bool]":
    if name == "course_id":
        return _goes_to_course(id_)
    if name in _CHOICES:
        return _chose(name, id_)
    column: ColumnElement[Any] = columns[(OF_CUSTOMERS | OF_FIGURES)[name]]
    value = bindparam(name, type_=column.type)
    if name.endswith("_from") or name.startswith("min_"):
        return column >= value
    if name.endswith("_to"):
        return column < value
    return column <= value if name.startswith("max_") else column == value


def _chose(name: str, id_: "ColumnElement[Any]") -> "ColumnElement[bool]":
    """Who never changed anything wants all of it (product.md B2)."""
    chosen = select(PREFERENCES.c[name]).where(PREFERENCES.c.customer_id == id_).scalar_subquery()
    return func.coalesce(chosen, true()) == bindparam(name, type_=PREFERENCES.c[name].type)


def _goes_to_course(id_: "ColumnElement[Any]") -> "ColumnElement[bool]":
    booking, session = BOOKINGS.c, SESSIONS.c
    return exists().where(
        booking.customer_id == id_,
        booking.status != BookingStatus.CANCELLED.value,
        session.id == booking.session_id,
        session.course_id == bindparam("course_id", type_=session.course_id.type),
    )
