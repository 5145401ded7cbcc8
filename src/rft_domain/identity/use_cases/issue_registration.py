"""Write the letter that follows a registration."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import RegistrationId
from ...shared.mail import Letter
from ..ports import IdentityUnitOfWork
from ..proof_letters import known_already_letter, registration_letter
from ..tokens import new_token, token_hash


@frozen(kw_only=True)
class IssueRegistration:
    """``message_id`` is that of the outbox."""

    message_id: UUID
    registration_id: RegistrationId


def issue_registration(
    command: IssueRegistration, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> Letter | None:
    """The token is made with the letter, and stored as a hash only. Nobody is written to whose account is closed.

    Raises :class:`NotFound`.
    """
    require(actor, Action.ISSUE_PROOF)
    registration = uow.registrations.get(command.registration_id)
    user = uow.users.by_email(registration.email)
    if not registration.is_open(now) or (user is not None and not user.is_active):
        return None
    if user is not None and user.password_hash is not None:
        return known_already_letter(command.message_id, user)
    token = new_token(uow.entropy)
    uow.registrations.save(registration.issued(token_hash(token)))
    return registration_letter(command.message_id, registration, token)
