"""Sessions and courses that staged lines are for and that are not there: made from course, date and venue."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from .batches import Batch, Db

# of each session to be made, what its first line says
_NEW_SESSIONS = """
SELECT DISTINCT ON (w.session_id) w.session_id, w.created_at, s.course_id, s.course_name, s.starts_at, s.ends_at,
  s.venue, s.unit, s.line
FROM (SELECT session_id, min(created_at) AS created_at FROM legacy.staged
      WHERE batch = %(batch)s AND outcome = 'loaded' GROUP BY 1) w
JOIN legacy.staged s ON s.batch = %(batch)s AND s.session_id = w.session_id AND s.session_reason IS NULL
WHERE NOT EXISTS (SELECT FROM catalogue.sessions c WHERE c.id = w.session_id)
ORDER BY w.session_id, s.line
"""
_NEW_COURSES = f"""
SELECT DISTINCT ON (n.course_id) n.course_id, n.course_name, n.unit, min(n.created_at) OVER (PARTITION BY n.course_id)
FROM ({_NEW_SESSIONS}) n ORDER BY n.course_id, n.line
"""
_MAKE_COURSE = """
INSERT INTO catalogue.courses (id, code, title, description, price, vat_rate, certificate_months, active, created_at,
  version) VALUES (%s, %s, %s, '', %s, 0.20, NULL, true, %s, 1)
"""
_MAKE_SESSIONS = f"""
WITH wanted AS ({_NEW_SESSIONS}),
courses AS (SELECT * FROM unnest(%(named)s::uuid[], %(used)s::uuid[]) AS c (course_id, id)),
made AS (
  INSERT INTO catalogue.sessions (id, course_id, starts_at, ends_at, time_zone, venue, price, notes, status,
    created_at, version)
  SELECT wanted.session_id, courses.id, wanted.starts_at, wanted.ends_at, 'Europe/London', wanted.venue, NULL, '',
    'scheduled', wanted.created_at, 1
  FROM wanted JOIN courses USING (course_id) RETURNING id),
rosters AS (
  INSERT INTO bookings.rosters (session_id, capacity, seats_taken, over_by)
  SELECT id, %(capacity)s, 0, 0 FROM made)
INSERT INTO legacy.made (batch, entity, id) SELECT %(batch)s, 'session', id FROM made
"""


@frozen(kw_only=True)
class OldCourse:
    """``existing_id``: the course that has this title already."""

    named_id: UUID
    title: str
    price: Decimal
    created_at: datetime
    existing_id: UUID | None


def new_courses(db: Db, batch: Batch) -> list[OldCourse]:
    """The courses of the sessions to be made, found by their title or to be made as well."""
    there = {title.casefold(): id for id, title in db.execute(b"SELECT id, title FROM catalogue.courses")}
    rows = db.execute(_NEW_COURSES.encode(), {"batch": batch.name}).fetchall()
    return [
        OldCourse(
            named_id=row[0], title=row[1], price=row[2], created_at=row[3], existing_id=there.get(row[1].casefold())
        )
        for row in rows
    ]


def make_catalogue(db: Db, batch: Batch) -> None:
    courses = new_courses(db, batch)
    taken = {row[0] for row in db.execute(b"SELECT code FROM catalogue.courses")}
    for course in courses:
        if course.existing_id is None:
            code = next(each for each in _codes(course.title) if each not in taken)
            taken.add(code)
            db.execute(_MAKE_COURSE.encode(), [course.named_id, code, course.title, course.price, course.created_at])
            db.execute(b"INSERT INTO legacy.made VALUES (%s, 'course', %s)", [batch.name, course.named_id])
    pairs = {
        "named": [course.named_id for course in courses],
        "used": [course.existing_id or course.named_id for course in courses],
    }
    db.execute(_MAKE_SESSIONS.encode(), {"batch": batch.name, "capacity": batch.capacity, **pairs})


def _codes(title: str) -> Iterator[str]:
    """``Emergency First Aid at Work`` is ``EMERGENCY-FIRST-AID-AT-WORK``, and ``…-2`` where that is taken."""
    plain = re.sub(r"[^A-Z0-9]+", "-", title.upper()).strip("-")[:28].strip("-") or "COURSE"
    yield plain
    number = 2
    while True:
        yield f"{plain}-{number}"
        number += 1
