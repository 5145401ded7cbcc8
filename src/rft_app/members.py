"""The members of a customer, as their organiser sees them (product.md B7)."""

from rft_domain.access.actor import Actor
from rft_domain.identity import member_queries
from rft_domain.identity.member_queries import ListMembers
from rft_domain.identity.user import User
from rft_domain.shared.audit import Origin

from .application import Application


def list_members(application: Application, query: ListMembers, *, actor: Actor, origin: Origin) -> tuple[User, ...]:
    """The house reads: to the database a user's row is their own alone, and an organiser sees a few fields of it.

    Raises :class:`NotFound` where the actor has no customer.
    """
    with application.store.unit_of_work() as uow:
        return member_queries.list_members(query, actor=actor, now=application.clock(), uow=uow)
