"""What we write to people so that they can prove an address or a phone, or become a member."""

from uuid import UUID

from ..shared.email import Email
from ..shared.mail import Letter
from ..shared.phone import Phone
from ..shared.sms import TextMessage
from .invitation import Invitation
from .proof_ports import InvitingCustomer
from .registration import Registration
from .user import User

# the topics of the outbox
REGISTRATION, INVITATION, CODE = "registration", "invitation", "verification-code"


def registration_letter(message_id: UUID, registration: Registration, token: str) -> Letter:
    lines = [
        f"Dear {registration.first_name},",
        "",
        "somebody, probably you, registered with this address.",
        "",
        f"Code:  {token}",
        "",
        "To finish, send the code together with the password that you chose. It works once, for 24 hours.",
        "If it was not you, do nothing: without the code nobody can use your address.",
    ]
    return _letter(message_id, registration.email, "Confirm your address", lines)


def known_already_letter(message_id: UUID, user: User) -> Letter:
    lines = [
        f"Dear {user.first_name or user.email.typed},",
        "",
        "somebody, probably you, registered with this address. It has an account already: nothing was changed.",
        "",
        "Log in as always. If you forgot your password, ask for a new one.",
    ]
    return _letter(message_id, user.email, "You have an account already", lines)


def invitation_letter(message_id: UUID, invitation: Invitation, customer: InvitingCustomer, token: str) -> Letter:
    lines = [
        f"Dear {invitation.first_name},",
        "",
        f"{customer.name} invites you as a member: you would see and manage the same bookings as they do.",
        "",
        f"Code:  {token}",
        "",
        "The code works once, for 7 days. If you do not know them, do nothing.",
    ]
    return _letter(message_id, invitation.email, "An invitation", lines)


def code_message(message_id: UUID, target: Email | Phone, code: str) -> Letter | TextMessage:
    """By mail, or as a text message."""
    rule = "It works once, for 10 minutes. Nobody of ours will ask you for it."
    if isinstance(target, Phone):
        return TextMessage(message_id=str(message_id), to=target, body=f"Your code is {code}. {rule}")
    lines = [f"Code:  {code}", "", rule, "If you did not ask for it, do nothing."]
    return _letter(message_id, target, "Your code", lines)


def _letter(message_id: UUID, to: Email, subject: str, lines: list[str]) -> Letter:
    return Letter(message_id=f"{message_id}@rft", to=to, subject=subject, body="\n".join(lines))
