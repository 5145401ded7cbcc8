"""What the documentation shows (http.md)."""

from typing import Any


def _id(number: int) -> str:
    return f"0192f0c1-7a3e-7000-8c11-{number:012d}"


_PRICE = {"amount": "75.00", "currency": "GBP"}

COURSE_BODY: dict[str, Any] = {
    "code": "EFAW",
    "title": "Emergency First Aid at Work",
    "description": "One day, at the workplace or with us.",
    "price": _PRICE,
    "vat_rate": "0.20",
    "certificate_months": 36,
    "active": True,
}
COURSE: dict[str, Any] = {"id": _id(7)} | COURSE_BODY | {"created_at": "2026-01-05T10:00:00Z", "version": 1}
COURSE_LIST: dict[str, Any] = {"items": [COURSE], "next_cursor": None}
SESSION_BODY: dict[str, Any] = {
    "course_id": _id(7),
    "starts_at": "2026-05-12T09:00:00+01:00",
    "ends_at": "2026-05-12T16:30:00+01:00",
    "time_zone": "Europe/London",
    "venue": "12 Park Row, Leeds",
    "capacity": 12,
    "price": None,
    "instructor_ids": [],
}
SESSION_CHANGE: dict[str, Any] = SESSION_BODY | {
    "capacity": 16,
    "notes": "Door code at reception.",
    "status": "scheduled",
}
_SHOWN: dict[str, Any] = {
    "id": _id(1),
    "course_id": _id(7),
    "course_title": "Emergency First Aid at Work",
    "starts_at": "2026-05-12T08:00:00Z",
    "ends_at": "2026-05-12T15:30:00Z",
    "time_zone": "Europe/London",
    "venue": "12 Park Row, Leeds",
    "status": "scheduled",
    "capacity": 12,
    "seats_left": 11,
    "price": _PRICE,
}
SESSION_LIST: dict[str, Any] = {"items": [_SHOWN], "next_cursor": None}
MANAGED: dict[str, Any] = _SHOWN | {
    "price": None,
    "instructor_ids": [],
    "notes": "",
    "effective_price": _PRICE,
    "seats_taken": 1,
    "version": 1,
}
