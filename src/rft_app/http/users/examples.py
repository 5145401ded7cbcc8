"""What the documentation shows (http.md)."""

from typing import Any

from ..bookings.examples import ANSWER as BOOKING


def _id(number: int) -> str:
    return f"0192f0c1-7a3e-7000-8c11-{number:012d}"


USER_BODY: dict[str, Any] = {
    "email": "Ben.Okafor@example.org",
    "first_name": "Ben",
    "last_name": "Okafor",
    "phone": "07700 900456",
    "role": "instructor",
}
USER_CHANGE: dict[str, Any] = {
    "first_name": "Ben",
    "last_name": "Okafor",
    "phone": "07700 900456",
    "is_organizer": False,
}
ROLE_BODY: dict[str, Any] = {"role": "instructor"}
USER: dict[str, Any] = {
    "id": _id(21),
    "email": "Ana.Silva@example.org",
    "phone": None,
    "first_name": "Ana",
    "last_name": "Silva",
    "role": "customer",
    "is_organizer": False,
    "email_verified": False,
    "phone_verified": False,
    "status": "active",
    "is_active": True,
    "customer_id": _id(3),
    "has_password": False,
    "last_login_at": None,
    "failed_login_count": 0,
    "locked_until": None,
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T09:00:00Z",
    "created_by": None,
    "version": 1,
}
_CUSTOMER: dict[str, Any] = {
    "id": _id(3),
    "email": "Ana.Silva@example.org",
    "first_name": "Ana",
    "last_name": "Silva",
    "phone": "+447700900123",
    "mobile": None,
    "date_of_birth": None,
    "address_line_1": None,
    "address_line_2": None,
    "city": None,
    "county": None,
    "postcode": None,
    "country": "GB",
    "company": "Silva Ltd",
    "company_role": None,
    "department": None,
    "vat_number": None,
    "customer_type": "corporate",
    "status": "active",
    "total_bookings": 1,
    "total_spent": {"amount": "75.00", "currency": "GBP"},
    "first_booking_at": "2026-03-02T09:00:00Z",
    "last_booking_at": "2026-03-02T09:00:00Z",
    "customer_since": "2026-03-02T09:00:00Z",
    "last_activity_at": "2026-03-02T09:00:00Z",
    "version": 1,
}
_FIGURES = "id customer_type company total_bookings total_spent first_booking_at last_booking_at customer_since"
USER_LIST: dict[str, Any] = {
    "items": [USER | {"customer": {name: _CUSTOMER[name] for name in (*_FIGURES.split(), "last_activity_at")}}],
    "next_cursor": None,
}
PERSON: dict[str, Any] = {"user": USER, "customer": _CUSTOMER, "recent_bookings": [BOOKING]}
BOOKINGS: dict[str, Any] = {"items": [BOOKING], "next_cursor": None}
ACTIVITY: dict[str, Any] = {
    "items": [
        {
            "id": _id(31),
            "at": "2026-03-02T09:00:00Z",
            "type": "booking_made",
            "text": "Booking made for 1 seat",
            "customer_id": _id(3),
            "user_id": None,
            "entity": "booking",
            "entity_id": _id(2),
            "ip": "203.0.113.7",
            "user_agent": "Mozilla/5.0",
        }
    ],
    "next_cursor": None,
}
