"""Asking for insights: of one customer, or of all."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen
from attrs.validators import and_, ge, le

from ..access.actor import Actor
from ..access.decisions import Subject, customer_for, require, require_over
from ..access.policy import Action
from ..access.visibility import Visibility, visibility
from ..customers.figures import Figures
from ..customers.ports import Customers
from ..shared.errors import Invalid
from ..shared.ids import CustomerId
from .history import Span
from .insights import Insights

MOST_COURSES = 50
_SOME_COURSES = and_(ge(1), le(MOST_COURSES))


class InsightReader(Protocol):
    def of_customer(self, customer_id: CustomerId, *, top: int, visible: Visibility) -> Insights:
        """As :func:`~rft_domain.insights.history.insights_of` defines it; nothing of what is not ``visible``."""
        ...

    def overall(self, span: Span, *, top: int, visible: Visibility) -> Insights:
        """As ``of_customer``, of every booking; whether a customer had booked before is asked of all history."""
        ...


class InsightViews(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def insight_reader(self) -> InsightReader: ...


@frozen(kw_only=True)
class CustomerInsights:
    """``customer_id`` ``None`` is the actor's own; ``top`` is how many courses are named."""

    customer_id: CustomerId | None = None
    top: int = field(default=5, validator=_SOME_COURSES)


@frozen(kw_only=True)
class InsightsOfCustomer:
    """``figures`` are those that are kept with the customer."""

    customer_id: CustomerId
    figures: Figures
    insights: Insights


@frozen(kw_only=True)
class OverallInsights:
    """Of bookings made at or after ``from_`` and before ``to``."""

    from_: datetime | None = None
    to: datetime | None = None
    top: int = field(default=5, validator=_SOME_COURSES)

    def __attrs_post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.to <= self.from_:
            raise Invalid.at("/to", "must be after from")


def customer_insights(query: CustomerInsights, *, actor: Actor, now: datetime, uow: InsightViews) -> InsightsOfCustomer:
    """Raises :class:`NotFound`, also for what the actor may not see."""
    require(actor, Action.SEE_INSIGHTS)
    customer_id = customer_for(actor, query.customer_id)
    require_over(actor, Action.SEE_INSIGHTS, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    customer = uow.customers.get(customer_id)
    insights = uow.insight_reader.of_customer(
        customer.id, top=query.top, visible=visibility(actor, Action.SEE_INSIGHTS)
    )
    return InsightsOfCustomer(customer_id=customer.id, figures=customer.figures, insights=insights)


def overall_insights(query: OverallInsights, *, actor: Actor, now: datetime, uow: InsightViews) -> Insights:
    require(actor, Action.SEE_OVERALL_INSIGHTS)
    span = Span(from_=query.from_, to=query.to)
    return uow.insight_reader.overall(span, top=query.top, visible=visibility(actor, Action.SEE_OVERALL_INSIGHTS))
