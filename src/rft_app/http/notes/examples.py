"""What the documentation shows."""

from typing import Any

BODY: dict[str, Any] = {"text": "Needs a step-free entrance.", "kind": "special_requirement", "internal": True}
NOTE: dict[str, Any] = BODY | {
    "id": "0192f0c1-7a3e-7000-8c11-000000000061",
    "customer_id": "0192f0c1-7a3e-7000-8c11-000000000003",
    "author_id": "0192f0c1-7a3e-7000-8c11-000000000031",
    "at": "2026-03-02T09:00:00Z",
    "withdrawn_at": None,
    "withdrawn_by": None,
    "version": 1,
}
NOTES: dict[str, Any] = {"items": [NOTE], "next_cursor": None}
WITHDRAWN: dict[str, Any] = NOTE | {
    "withdrawn_at": "2026-03-03T09:00:00Z",
    "withdrawn_by": NOTE["author_id"],
    "version": 2,
}
OWN_NOTES: dict[str, Any] = {
    "items": [{name: NOTE[name] for name in ("id", "kind", "text", "at")}],
    "next_cursor": None,
}
