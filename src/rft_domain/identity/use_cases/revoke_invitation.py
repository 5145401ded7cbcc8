"""Take back an invitation."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.ids import InvitationId
from ..errors import InvitationNotFound
from ..events import InvitationRevoked
from ..invitation import Invitation
from ..ports import IdentityUnitOfWork


@frozen(kw_only=True)
class RevokeInvitation:
    invitation_id: InvitationId


def revoke_invitation(command: RevokeInvitation, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> Invitation:
    """Raises :class:`InvitationNotFound`, also for those of other customers, accepted or revoked before."""
    require(actor, Action.MANAGE_MEMBERS)
    invitation = uow.invitations.get(command.invitation_id)
    subject = Subject(customer_id=invitation.customer_id)
    require_over(actor, Action.MANAGE_MEMBERS, subject, sees=Action.MANAGE_MEMBERS)
    if not invitation.stands:
        raise InvitationNotFound()
    revoked = invitation.revoked(now)
    uow.invitations.save(revoked)
    event = InvitationRevoked(at=now, customer_id=invitation.customer_id, invitation_id=invitation.id)
    uow.record(event)
    return revoked
