"""What we write to people about their log-in, and to guests of the portal."""

from uuid import UUID

from ..shared.email import Email
from ..shared.mail import Letter
from .user import User

# topics of the outbox
PASSWORD_RESET, PORTAL_LINK, WAY_IN, EMAIL_REPLACED = "password-reset", "portal-link", "way-in", "email-replaced"


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


def step_up_letter(message_id: UUID, to: Email, token: str) -> Letter:
    """To the address that the customer has."""
    lines = [
        "Somebody, probably you, opened a booking with its reference and asks for more than that shows.",
        "",
        f"Code:  {token}",
        "",
        "The code works once, for 15 minutes, and only where it was asked for. Tell it to nobody.",
        "If it was not you, do nothing: nothing more is shown.",
    ]
    return _letter(message_id, to, "Your code", lines)


def new_email_letter(message_id: UUID, to: Email, token: str) -> Letter:
    """To the address that the customer shall have."""
    lines = [
        "Somebody, probably you, wants letters about bookings to go to this address from now on.",
        "",
        f"Code:  {token}",
        "",
        "The code works once, for 15 minutes. If it was not you, do nothing: nothing changes.",
    ]
    return _letter(message_id, to, "Confirm your new address", lines)


def way_in_letter(message_id: UUID, to: Email, token: str) -> Letter:
    """To the address that the customer has, while look-ups are answered by mail."""
    lines = [
        "Somebody, probably you, wants to open a booking with its reference.",
        "",
        f"Code:  {token}",
        "",
        "The code works once, for 15 minutes. Tell it to nobody. If it was not you, do nothing.",
    ]
    return _letter(message_id, to, "Your code", lines)


def email_replaced_letter(message_id: UUID, to: Email) -> Letter:
    """To the address that was replaced: whoever reads it may be no more than whoever once had it."""
    lines = [
        "This address was replaced by another one: letters about bookings or an account go there from now on.",
        "",
        "If that was you, there is nothing to do. If it was not you, call our office at once.",
    ]
    return _letter(message_id, to, "Your address was changed", lines)


def _letter(message_id: UUID, to: Email, subject: str, lines: list[str]) -> Letter:
    return Letter(message_id=f"{message_id}@rft", to=to, subject=subject, body="\n".join(lines))
