"""Whose members and invitations somebody manages."""

from ..access.actor import Actor
from ..access.decisions import Subject, customer_for, permits, require_over
from ..access.policy import Action
from ..shared.ids import CustomerId
from .proof_ports import InvitingCustomers


def managed_customer(actor: Actor, named: CustomerId | None, customers: InvitingCustomers) -> CustomerId:
    """The customer that is named, else the actor's own; for the id of somebody who was merged, whom they are part of.

    Raises :class:`NotFound`, and :class:`CustomerAuthorizationError` as :func:`require_over`.
    """
    customer_id = customer_for(actor, named)
    if permits(actor, Action.MANAGE_MEMBERS, Subject()):  # nobody else may learn who was merged
        customer_id = customers.get(customer_id).customer_id
    require_over(actor, Action.MANAGE_MEMBERS, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    return customer_id
