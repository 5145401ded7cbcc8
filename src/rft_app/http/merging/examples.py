"""What the documentation shows."""

from typing import Any

from ..users.examples import PERSON

_WINNER: dict[str, Any] = PERSON["customer"]
_OTHER_ID = "0192f0c1-7a3e-7000-8c11-000000000022"
_LOSER: dict[str, Any] = _WINNER | {"id": _OTHER_ID, "email": "anasilva@example.org"}
_COUNTS: dict[str, Any] = {
    name: _WINNER[name]
    for name in (
        "total_bookings",
        "total_spent",
        "first_booking_at",
        "last_booking_at",
        "customer_since",
        "last_activity_at",
    )
}
_CHOICES: dict[str, Any] = {"marketing": True, "sms": True, "newsletter": True, "preferred_contact": "email"}
MERGE_BODY: dict[str, Any] = {"loser_id": _OTHER_ID, "fields": {"city": "loser"}, "keep": [], "cancel": []}
UNDO_BODY: dict[str, Any] = {"leave_conflicts": False}
OTHER_BODY: dict[str, Any] = {"other_id": _OTHER_ID}
PLAN: dict[str, Any] = {
    "winner_id": _WINNER["id"],
    "loser_id": _OTHER_ID,
    "digest": "3b" * 32,
    "email": "winner",
    "fields": [{"name": "city", "source": "loser", "changes": True}],
    "affected": [
        {
            "place": "bookings.bookings.customer_id",
            "fate": "moved",
            "ids": ["0192f0c1-7a3e-7000-8c11-000000000041"],
            "before": _OTHER_ID,
            "after": _WINNER["id"],
        }
    ],
    "figures": {"winner": _COUNTS, "loser": _COUNTS, "after": _COUNTS},
    "preferences_before": _CHOICES,
    "preferences_after": _CHOICES | {"marketing": False},
    "details": [
        {"name": "emergency_contact", "sources": ["winner"], "left": True},
        {"name": "medical_flag", "sources": ["loser"], "left": False},
        {"name": "medical_notes", "sources": ["loser"], "left": False},
        {"name": "dietary_requirements", "sources": ["winner", "loser"], "left": False},
    ],
    "bookings": [],
}
PREVIEW: dict[str, Any] = {"plan": PLAN, "winner": _WINNER, "loser": _LOSER, "merged": _WINNER}
MERGE: dict[str, Any] = {
    "id": "0192f0c1-7a3e-7000-8c11-000000000061",
    "winner_id": _WINNER["id"],
    "loser_id": _OTHER_ID,
    "plan": PLAN,
    "merged_at": "2026-03-02T09:00:00Z",
    "merged_by": "0192f0c1-7a3e-7000-8c11-000000000031",
    "undone_at": None,
    "undone_by": None,
    "left": [],
    "version": 1,
}
MERGE_LIST: dict[str, Any] = {"items": [MERGE], "next_cursor": None}
DUPLICATE_LIST: dict[str, Any] = {
    "items": [
        {
            "id": "0192f0c1-7a3e-7000-8c11-000000000062",
            "score": 100,
            "reasons": ["same-phone", "look-alike-email"],
            "found_at": "2026-03-02T09:00:00Z",
            "one": _WINNER,
            "other": _LOSER,
        }
    ],
    "next_cursor": None,
}
FOUND: dict[str, Any] = {"pairs": 12}
DISTINCT: dict[str, Any] = {
    "id": "0192f0c1-7a3e-7000-8c11-000000000063",
    "one_id": _WINNER["id"],
    "other_id": _OTHER_ID,
    "marked_by": "0192f0c1-7a3e-7000-8c11-000000000031",
    "marked_at": "2026-03-02T09:00:00Z",
}
