"""Reading who is a member of a customer, and who is invited."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..shared.ids import CustomerId
from .invitation import Invitation
from .managing import managed_customer
from .proof_ports import Invitations, InvitingCustomers, Members
from .user import User


class MemberViews(Protocol):
    @property
    def members(self) -> Members: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def inviting_customers(self) -> InvitingCustomers: ...


@frozen(kw_only=True)
class ListMembers:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None


@frozen(kw_only=True)
class ListInvitations:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None


def list_members(query: ListMembers, *, actor: Actor, now: datetime, uow: MemberViews) -> tuple[User, ...]:
    """The oldest member first. Raises :class:`NotFound` where the actor has no customer."""
    require(actor, Action.MANAGE_MEMBERS)
    return uow.members.of(managed_customer(actor, query.customer_id, uow.inviting_customers))


def list_invitations(
    query: ListInvitations, *, actor: Actor, now: datetime, uow: MemberViews
) -> tuple[Invitation, ...]:
    """Those that stand, newest first, expired ones too. Raises :class:`NotFound` where the actor has no customer."""
    require(actor, Action.MANAGE_MEMBERS)
    return uow.invitations.of_customer(managed_customer(actor, query.customer_id, uow.inviting_customers))
