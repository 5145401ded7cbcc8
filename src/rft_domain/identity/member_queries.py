"""Reading who is a member of a customer, and who is invited."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import Subject, customer_for, require, require_over
from ..access.policy import Action
from ..shared.ids import CustomerId
from .invitation import Invitation
from .proof_ports import Invitations, Members
from .user import User


class MemberViews(Protocol):
    @property
    def members(self) -> Members: ...
    @property
    def invitations(self) -> Invitations: ...


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
    return uow.members.of(_customer(query.customer_id, actor))


def list_invitations(
    query: ListInvitations, *, actor: Actor, now: datetime, uow: MemberViews
) -> tuple[Invitation, ...]:
    """Those that stand, newest first, expired ones too. Raises :class:`NotFound` where the actor has no customer."""
    return uow.invitations.of_customer(_customer(query.customer_id, actor))


def _customer(named: CustomerId | None, actor: Actor) -> CustomerId:
    require(actor, Action.MANAGE_MEMBERS)
    customer_id = customer_for(actor, named)
    require_over(actor, Action.MANAGE_MEMBERS, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    return customer_id
