"""What the documentation shows (http.md)."""

from typing import Any


def _id(number: int) -> str:
    return f"0192f0c1-7a3e-7000-8c11-{number:012d}"


def _pounds(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "GBP"}


_CONTACT = {"email": "Ana.Silva@Example.org", "first_name": "Ana", "last_name": "Silva"}
_ANA = {"first_name": "Ana", "last_name": "Silva", "email": "ana.silva@example.org"}

BODY: dict[str, Any] = {
    "contact": _CONTACT | {"phone": "07700 900123", "company": "Silva Ltd"},
    "attendees": [_ANA | {"special_requirements": None}],
    "discount_code": None,
}
ATTENDEE: dict[str, Any] = _ANA | {"special_requirements": None}
MOVE: dict[str, Any] = {"session_id": _id(2)}
ANSWER: dict[str, Any] = {
    "id": _id(3),
    "reference": "K7QM-9XDR-T4WA",
    "status": "confirmed",
    "session_id": _id(1),
    "customer_id": _id(4),
    "booked_by": _id(5),
    "contact": _CONTACT | {"phone": "+447700900123", "company": "Silva Ltd"},
    "attendees": [{"id": _id(6)} | _ANA | {"is_primary": True, "attendance": "unmarked"}],
    "price": {
        "unit": _pounds("75.00"),
        "total": _pounds("75.00"),
        "discount": _pounds("0.00"),
        "final": _pounds("75.00"),
        "vat": _pounds("12.50"),
    },
    "payment_status": "unpaid",
    "created_at": "2026-03-02T09:30:00Z",
    "version": 1,
}
LIST: dict[str, Any] = {"items": [ANSWER], "next_cursor": None}
OLD_BODY: dict[str, Any] = {
    "sessionId": _id(1),
    "contactDetails": {
        "firstName": "Ana",
        "lastName": "Silva",
        "email": "Ana.Silva@Example.org",
        "phone": "07700 900123",
        "company": "Silva Ltd",
    },
    "participants": [{"firstName": "Ana", "lastName": "Silva", "email": "ana.silva@example.org"}],
}
OLD_ANSWER: dict[str, Any] = {
    "id": _id(3),
    "bookingReference": "K7QM-9XDR-T4WA",
    "sessionId": _id(1),
    "userId": _id(5),
    "numberOfAttendees": 1,
    "totalAmount": "75.00",
    "discountAmount": "0.00",
    "finalAmount": "75.00",
    "status": "confirmed",
    "contactDetails": OLD_BODY["contactDetails"] | {"phone": "+447700900123"},
    "createdAt": "2026-03-02T09:30:00Z",
}
