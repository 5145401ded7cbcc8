"""What the documentation shows (http.md)."""

from typing import Any

from ..users.examples import USER

_TOKEN = "pLw3hQ0mJt5xkS8Zr1vYc6uA9dGfNbEiXo2TqKjWz4M"
_ADMIN = USER | {
    "email": "Grace.Ofori@example.org",
    "first_name": "Grace",
    "last_name": "Ofori",
    "role": "admin",
    "customer_id": None,
    "has_password": True,
}

LOG_IN_BODY: dict[str, Any] = {
    "email": "Grace.Ofori@example.org",
    "password": "a long walk along the canal",
    "device_token": None,
    "code": None,
}
LOG_IN: dict[str, Any] = {
    "token": _TOKEN,
    "expires_at": "2026-03-02T21:00:00Z",
    "device_token": "b" + _TOKEN[1:],
    "user": _ADMIN,
}
PASSWORD_BODY: dict[str, Any] = {
    "old_password": "a long walk along the canal",
    "new_password": "a short swim in cold water",
}
ME = _ADMIN
FORGOT_BODY: dict[str, Any] = {"email": "Grace.Ofori@example.org"}
RESET_BODY: dict[str, Any] = {"token": _TOKEN, "new_password": "a short swim in cold water"}
DONE: dict[str, Any] = {"done": True}
SESSIONS: dict[str, Any] = {
    "items": [
        {
            "id": "0192f0c1-7a3e-7000-8c11-000000000041",
            "created_at": "2026-03-02T09:00:00Z",
            "last_seen_at": "2026-03-02T09:30:00Z",
            "expires_at": "2026-03-02T21:00:00Z",
            "ip": "203.0.113.7",
            "user_agent": "Mozilla/5.0",
            "current": True,
        }
    ]
}
