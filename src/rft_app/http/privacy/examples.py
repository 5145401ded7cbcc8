"""What the documentation shows."""

from typing import Any

BODY: dict[str, Any] = {"with_bookings_ahead": True, "with_members": True}
ERASURE: dict[str, Any] = {
    "id": "0192f0c1-7a3e-7000-8c11-000000000071",
    "kind": "customer",
    "subject_id": "0192f0c1-7a3e-7000-8c11-000000000041",
    "at": "2026-03-02T09:00:00Z",
    "erased_by": "0192f0c1-7a3e-7000-8c11-000000000031",
    "rows": {"bookings.attendees": 2, "bookings.bookings": 1, "customers.customers": 1, "identity.users": 1},
}
ERASURES: dict[str, Any] = {"items": [ERASURE]}
