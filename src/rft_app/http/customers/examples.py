"""What the documentation shows (http.md)."""

from typing import Any

from ..bookings.examples import ANSWER as BOOKING
from ..users.examples import PERSON, USER

CUSTOMER: dict[str, Any] = PERSON["customer"]
LIST: dict[str, Any] = {"items": [CUSTOMER], "next_cursor": None}
WHOLE: dict[str, Any] = {"customer": CUSTOMER, "members": [USER], "recent_bookings": [BOOKING]}
BODY: dict[str, Any] = {
    "first_name": "Ana",
    "last_name": "Silva",
    "phone": "07700 900123",
    "city": "Leeds",
    "postcode": "LS1 1AA",
    "company": "Silva Ltd",
    "customer_type": "corporate",
    "status": "active",
}
