"""What the documentation shows."""

from typing import Any

_CHOICES: dict[str, Any] = {"marketing": False, "sms": True, "newsletter": True, "preferred_contact": "email"}
BODY: dict[str, Any] = dict(_CHOICES)
OFFICE_BODY: dict[str, Any] = _CHOICES | {"source": "telephone"}
PREFERENCES: dict[str, Any] = _CHOICES | {"version": 2}
HISTORY: dict[str, Any] = {
    "items": [
        {
            "at": "2026-03-02T09:00:00Z",
            "field": "marketing",
            "before": "on",
            "after": "off",
            "source": "telephone",
            "basis": "objection",
            "changed_by": "0192f0c1-7a3e-7000-8c11-000000000031",
            "version": 2,
        }
    ]
}
