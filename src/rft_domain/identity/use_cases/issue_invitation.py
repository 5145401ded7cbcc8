"""Write the letter of an invitation."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import InvitationId
from ...shared.mail import Letter
from ..ports import IdentityUnitOfWork
from ..proof_letters import invitation_letter
from ..tokens import new_token, token_hash


@frozen(kw_only=True)
class IssueInvitation:
    """``message_id`` is that of the outbox."""

    message_id: UUID
    invitation_id: InvitationId


def issue_invitation(
    command: IssueInvitation, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> Letter | None:
    """Nothing where it was revoked, accepted or expired meanwhile. Raises :class:`InvitationNotFound`."""
    require(actor, Action.ISSUE_PROOF)
    invitation = uow.invitations.get(command.invitation_id)
    if not invitation.is_open(now):
        return None
    customer = uow.inviting_customers.get(invitation.customer_id)
    token = new_token(uow.entropy)
    uow.invitations.save(invitation.issued(token_hash(token)))
    return invitation_letter(command.message_id, invitation, customer, token)
