"""What the documentation shows."""

from typing import Any

_TOLD: dict[str, Any] = {
    "medical_flag": True,
    "medical_notes": "Asthma; carries an inhaler.",
    "dietary_requirements": "No nuts.",
}
_RUI: dict[str, Any] = {"name": "Rui Silva", "relationship": "brother"}
BODY: dict[str, Any] = _TOLD | {"emergency_contact": _RUI | {"phone": "07700 900123"}}
SENSITIVE: dict[str, Any] = _TOLD | {"emergency_contact": _RUI | {"phone": "+447700900123"}, "version": 2}
