"""What the oracle knows of courses, sessions and discounts."""

from datetime import datetime
from uuid import UUID

from .model import Model, Refused, Row, Then, Who, find, office_only


def create_course(model: Model, who: Who, *, code: str, title: str, pence: int, vat: int, active: bool) -> Then:
    office_only(who)
    if any(course["code"] == code for course in model.courses.values()):
        raise Refused("course-code-taken")

    def then(made: Row) -> None:
        row = {"code": code, "title": title, "pence": pence, "vat": vat, "active": active, "version": 1}
        model.courses[made["id"]] = row

    return then


def create_session(
    model: Model,
    who: Who,
    *,
    course: UUID,
    starts: datetime,
    ends: datetime,
    capacity: int,
    pence: int | None,
    instructors: frozenset[UUID],
) -> Then:
    office_only(who)
    _must_exist(model, course, instructors)
    _must_be_free(model, None, instructors, starts, ends)

    def then(made: Row) -> None:
        model.sessions[made["id"]] = {
            "course": course,
            "starts": starts,
            "ends": ends,
            "capacity": capacity,
            "pence": pence,
            "instructors": instructors,
            "status": "scheduled",
            "version": 1,
        }

    return then


def _must_exist(model: Model, course: UUID, instructors: frozenset[UUID]) -> None:
    if course not in model.courses:
        raise Refused("unknown-course")
    if not all(id in model.users and _teaches(model.users[id]) for id in instructors):
        raise Refused("unknown-instructor")


def _must_be_free(
    model: Model, session: UUID | None, instructors: frozenset[UUID], starts: datetime, ends: datetime
) -> None:
    for id, other in model.sessions.items():
        apart = other["ends"] <= starts or ends <= other["starts"]
        if id != session and other["status"] == "scheduled" and not apart and other["instructors"] & instructors:
            raise Refused("instructor-busy")


def change_session(
    model: Model, who: Who, *, session: UUID, capacity: int, status: str, instructors: frozenset[UUID]
) -> Then:
    office_only(who)
    row = find(model.sessions, session)
    if instructors != row["instructors"]:
        _must_exist(model, row["course"], instructors)
    if status == "completed" and row["ends"] > model.now:
        raise Refused("session-not-over")
    if status != row["status"] and row["status"] != "scheduled":
        raise Refused("session-transition")
    if status == "scheduled" and instructors != row["instructors"]:
        _must_be_free(model, session, instructors, row["starts"], row["ends"])
    taken = seats_taken(model, session)
    if status == "cancelled" != row["status"] and taken:
        raise Refused("session-has-bookings")
    if capacity < taken:
        raise Refused("capacity-below-seats-taken")

    def then(made: Row) -> None:
        if status == "completed" != row["status"]:
            _complete_bookings(model, session)
        changes = {"capacity": capacity, "status": status, "instructors": instructors}
        row.update(changes, version=row["version"] + 1)

    return then


def _complete_bookings(model: Model, session: UUID) -> None:
    for booking in model.bookings.values():
        if booking["session"] == session and booking["status"] == "confirmed":
            booking.update(status="completed", version=booking["version"] + 1)


def seats_taken(model: Model, session: UUID) -> int:
    here = (b for b in model.bookings.values() if b["session"] == session and b["status"] != "cancelled")
    return sum(not person["cancelled"] for booking in here for person in booking["people"])


def create_discount(model: Model, who: Who, *, code: str, rate: int, until: datetime) -> Then:
    office_only(who)
    if code in model.discounts:
        raise Refused("discount-code-taken")

    def then(made: Row) -> None:
        model.discounts[code] = (rate, until)

    return then


def _teaches(user: Row) -> bool:
    return (user["role"], user["status"]) == ("instructor", "active")
