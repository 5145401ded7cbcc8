"""What the documentation shows (http.md)."""

from typing import Any

from ..bookings.examples import ANSWER
from ..log_in import examples as log_in

_TOKEN = log_in.LOG_IN["token"]

LOOK_UP: dict[str, Any] = {"reference": "K7QM-9XDR-T4WA", "email": "Ana.Silva@example.org"}
OPENED: dict[str, Any] = {"token": _TOKEN, "expires_at": "2026-03-02T09:30:00Z", "scope": "bookings profile"}
CODE: dict[str, Any] = {"token": _TOKEN}
STEPPED_UP: dict[str, Any] = {
    "expires_at": "2026-03-02T09:30:00Z",
    "sensitive_until": "2026-03-02T09:20:00Z",
    "scope": "bookings profile sensitive",
}
WAY_IN_CODE: dict[str, Any] = {"token": "d" + _TOKEN[1:]}
NEW_EMAIL_CODE: dict[str, Any] = {"token": "c" + _TOKEN[1:]}
NEW_EMAIL: dict[str, Any] = {"email": "Ana.Byrne@example.org"}
REQUIREMENTS: dict[str, Any] = {"special_requirements": "Step-free access, please."}
PROFILE_BODY: dict[str, Any] = {
    "first_name": "Ana",
    "last_name": "Silva",
    "phone": "07700 900123",
    "mobile": None,
    "date_of_birth": "1990-05-12",
    "address_line_1": "1 High Street",
    "address_line_2": None,
    "city": "Leeds",
    "county": None,
    "postcode": "LS1 2AB",
    "country": "GB",
    "company": None,
    "company_role": None,
    "department": None,
    "vat_number": None,
    "customer_type": "individual",
}
PROFILE: dict[str, Any] = {"email": "Ana.Silva@example.org"} | PROFILE_BODY | {"phone": "+447700900123", "version": 2}
DONE: dict[str, Any] = log_in.DONE
BOOKING: dict[str, Any] = ANSWER
BOOKINGS: dict[str, Any] = {"items": [ANSWER], "next_cursor": None}
