"""What we write to people about their log-in."""

from uuid import UUID

from ..shared.mail import Letter
from .user import User

PASSWORD_RESET = "password-reset"  # the topic of the outbox


def reset_letter(message_id: UUID, user: User, token: str) -> Letter:
    lines = [
        f"Dear {user.first_name or user.email.typed},",
        "",
        "somebody, probably you, asked for a new password for this address.",
        "",
        f"Code:  {token}",
        "",
        "The code works once, for 30 minutes. If it was not you, do nothing: your password stays as it is.",
    ]
    return Letter(message_id=f"{message_id}@rft", to=user.email, subject="Your new password", body="\n".join(lines))
