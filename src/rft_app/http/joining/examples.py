"""What the documentation shows (http.md)."""

from typing import Any

_TOKEN = "pLw3hQ0mJt5xkS8Zr1vYc6uA9dGfNbEiXo2TqKjWz4M"

REGISTER_BODY: dict[str, Any] = {
    "email": "Rui.Silva@example.org",
    "first_name": "Rui",
    "last_name": "Silva",
    "password": "a short swim in cold water",
}
VERIFY_EMAIL_BODY: dict[str, Any] = {"token": _TOKEN, "password": "a short swim in cold water"}
NEW_EMAIL_BODY: dict[str, Any] = {"email": "Grace@example.org", "password": "a long walk along the canal"}
NEW_PHONE_BODY: dict[str, Any] = {"phone": "07700 900789"}
CODE_BODY: dict[str, Any] = {"code": "042917"}
INVITATION_BODY: dict[str, Any] = {
    "email": "Ben.Okafor@example.org",
    "first_name": "Ben",
    "last_name": "Okafor",
    "is_organizer": False,
}
INVITATION: dict[str, Any] = {
    "id": "0192f0c1-7a3e-7000-8c11-000000000051",
    **INVITATION_BODY,
    "created_at": "2026-03-02T09:00:00Z",
    "expires_at": "2026-03-09T09:00:00Z",
}
INVITATIONS: dict[str, Any] = {"items": [INVITATION]}
ACCEPT_BODY: dict[str, Any] = {"token": _TOKEN}
MEMBERS: dict[str, Any] = {
    "items": [
        {
            "user_id": "0192f0c1-7a3e-7000-8c11-000000000021",
            "email": "Ana.Silva@example.org",
            "first_name": "Ana",
            "last_name": "Silva",
            "is_organizer": True,
            "email_verified": True,
            "is_active": True,
        }
    ]
}
DONE: dict[str, Any] = {"done": True}
