"""Become a member, with the token of the letter: it proves the address."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..errors import InvitationRefused, MemberOfAnother
from ..invitation import Invitation
from ..ports import IdentityUnitOfWork
from ..tokens import token_hash
from ..user import Role, User


@frozen(kw_only=True)
class AcceptInvitation:
    token: str = field(repr=False)


def accept_invitation(command: AcceptInvitation, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The member. Whoever has no password yet chooses one with the next letter they ask for.

    Raises :class:`InvitationRefused`, and :class:`MemberOfAnother` for who belongs to another customer: an invitation
    never moves anybody.
    """
    require(actor, Action.PROVE_ADDRESS)
    invitation = uow.invitations.by_token(token_hash(command.token))
    if invitation is None or not invitation.is_open(now):
        raise InvitationRefused()
    uow.invitations.save(invitation.accepted(now))
    user = uow.users.by_email(invitation.email) or _new_user(invitation, now, uow)
    if not user.is_active or user.role is not Role.CUSTOMER:
        raise InvitationRefused()
    customer_id = uow.inviting_customers.get(invitation.customer_id).customer_id
    if user.customer_id not in (None, customer_id):
        raise MemberOfAnother()
    member = user.invited_to(customer_id, as_organizer=invitation.is_organizer, now=now)
    uow.users.save(member)
    return member


def _new_user(invitation: Invitation, now: datetime, uow: IdentityUnitOfWork) -> User:
    user = User.register(
        id=UserId(uow.entropy.uuid()),
        email=invitation.email,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        created_by=invitation.invited_by,
        now=now,
    )
    uow.users.add_unless_known(user)
    return user
