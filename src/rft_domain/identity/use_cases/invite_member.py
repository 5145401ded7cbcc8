"""Ask somebody to become a member of one's customer."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.errors import NotFound
from ...shared.ids import CustomerId, InvitationId
from ...shared.text import text
from ..attempts import Purpose, attempts_key
from ..errors import InvitedTooOften
from ..events import MemberInvited
from ..invitation import VALID_FOR, Invitation
from ..managing import managed_customer
from ..ports import IdentityUnitOfWork


@frozen(kw_only=True)
class InviteMember:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None
    email: Email = field(repr=False)
    first_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    last_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    is_organizer: bool = False


def invite_member(command: InviteMember, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> Invitation:
    """The invitation; a letter follows. An address that is invited already gets a new letter, and the old one expires.

    The answer does not tell who has an account, or is a member elsewhere. Raises :class:`NotFound`, also for a customer
    who is erased, or :class:`InvitedTooOften`.
    """
    require(actor, Action.MANAGE_MEMBERS)
    host = uow.inviting_customers.get(managed_customer(actor, command.customer_id, uow.inviting_customers))
    if host.email.is_erased:
        raise NotFound()
    customer_id = host.customer_id
    attempts = uow.log_ins.hold(attempts_key(Purpose.INVITE, command.email), now)
    if attempts.locked(now):
        raise InvitedTooOften()
    uow.log_ins.save(attempts.one_more(now))
    invitation = _invitation(customer_id, command, actor, now, uow)
    uow.record(MemberInvited(at=now, customer_id=customer_id, invitation_id=invitation.id))
    return invitation


def _invitation(
    customer_id: CustomerId, command: InviteMember, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> Invitation:
    for standing in uow.invitations.of_customer(customer_id):
        if standing.email == command.email:
            renewed = standing.renewed(
                first_name=command.first_name, last_name=command.last_name, is_organizer=command.is_organizer, now=now
            )
            uow.invitations.save(renewed)
            return renewed
    invitation = Invitation(
        id=InvitationId(uow.entropy.uuid()),
        customer_id=customer_id,
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        is_organizer=command.is_organizer,
        invited_by=actor.user_id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    uow.invitations.add(invitation)
    return invitation
