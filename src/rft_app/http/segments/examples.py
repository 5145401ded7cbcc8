"""What the documentation shows."""

from typing import Any

from ..users.examples import PERSON

_ANY = (
    "search status customer_type active_from active_to created_from created_to min_spent max_spent min_bookings "
    "max_bookings marketing sms newsletter course_id"
)
BODY: dict[str, Any] = {
    "name": "Companies that come back",
    "filter": {"customer_type": "corporate", "min_bookings": 2, "marketing": True},
}
SEGMENT: dict[str, Any] = {
    "id": "0192f0c1-7a3e-7000-8c11-000000000041",
    "name": BODY["name"],
    "filter": dict.fromkeys(_ANY.split()) | BODY["filter"],
    "created_at": "2026-03-02T09:00:00Z",
    "created_by": None,
    "version": 1,
}
SIZED: dict[str, Any] = SEGMENT | {"size": 12}
LIST: dict[str, Any] = {"items": [SEGMENT]}
MEMBERS: dict[str, Any] = {"items": [PERSON["customer"]], "next_cursor": None}
