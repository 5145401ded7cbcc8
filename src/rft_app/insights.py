"""One's own insights (product.md B14)."""

from rft_domain.access.actor import Actor
from rft_domain.insights.queries import CustomerInsights, InsightsOfCustomer, customer_insights
from rft_domain.shared.audit import Origin

from .application import Application


def own_insights(
    application: Application, query: CustomerInsights, *, actor: Actor, origin: Origin
) -> InsightsOfCustomer:
    """The house reads: to the database a member sees no course that is no longer on sale, and booked it all the same.

    Raises :class:`NotFound` where the actor has no customer.
    """
    with application.store.unit_of_work() as uow:
        return customer_insights(query, actor=actor, now=application.clock(), uow=uow)
