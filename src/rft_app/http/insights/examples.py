"""What the documentation shows."""

from typing import Any

_ID = "0192f0c1-7a3e-7000-8c11-000000000003"
_COURSE_ID = "0192f0c1-7a3e-7000-8c11-000000000011"


def _pounds(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "GBP"}


_BOTH: dict[str, Any] = {
    "total_bookings": 2,
    "total_spent": _pounds("150.00"),
    "cancelled_bookings": 1,
    "average_booking_value": _pounds("75.00"),
    "lifetime_value": _pounds("150.00"),
    "seats": 2,
    "attended": 1,
    "no_shows": 1,
    "no_show_rate": "0.5000",
    "days_between_bookings": "92.0",
    "bookings_per_year": "4.0",
    "preferred_courses": [
        {
            "course_id": _COURSE_ID,
            "code": "EFAW",
            "title": "Emergency First Aid at Work",
            "bookings": 2,
            "spent": _pounds("150.00"),
        }
    ],
}
_MONTHS: list[dict[str, Any]] = [
    {"month": "2026-03", "bookings": 1, "spent": _pounds("75.00")},
    {"month": "2026-06", "bookings": 1, "spent": _pounds("75.00")},
]
CUSTOMER: dict[str, Any] = _BOTH | {
    "customer_id": _ID,
    "first_booking_at": "2026-03-02T09:00:00Z",
    "last_booking_at": "2026-06-02T09:00:00Z",
    "customer_since": "2026-03-02T09:00:00Z",
    "last_activity_at": "2026-06-02T09:00:00Z",
    "months": _MONTHS,
}
OVERALL: dict[str, Any] = _BOTH | {
    "customers": 1,
    "new_customers": 1,
    "returning_customers": 0,
    "months": [
        month | {"customers": 1, "new_customers": new, "returning_customers": 1 - new}
        for month, new in zip(_MONTHS, (1, 0), strict=True)
    ],
}
