"""What the documentation shows."""

from typing import Any

from ..notes.examples import NOTE
from ..users.examples import ACTIVITY

_OF_NOTE = ("kind", "internal", "author_id", "withdrawn_at", "withdrawn_by")
_NOTE: dict[str, Any] = {
    "id": NOTE["id"],
    "at": NOTE["at"],
    "type": "note",
    "text": NOTE["text"],
    "customer_id": NOTE["customer_id"],
    "user_id": None,
    "entity": "note",
    "entity_id": NOTE["id"],
    "ip": None,
    "user_agent": None,
    "note": {name: NOTE[name] for name in _OF_NOTE},
}
TIMELINE: dict[str, Any] = {"items": [_NOTE, ACTIVITY["items"][0] | {"note": None}], "next_cursor": None}
