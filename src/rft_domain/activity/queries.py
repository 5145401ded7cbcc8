"""Reading the activity log of one person (product.md B11, I1)."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..shared.ids import CustomerId, UserId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from .entry import ActivityEntry


class ActivityReader(Protocol):
    def page(self, user_id: UserId, customer_id: CustomerId | None, page: PageRequest) -> Page[ActivityEntry]:
        """What concerns the user or the customer, newest first, then by id."""
        ...


class ActivityViews(Protocol):
    @property
    def activity_reader(self) -> ActivityReader: ...


@frozen(kw_only=True)
class ListActivity:
    user_id: UserId
    customer_id: CustomerId | None = None
    page: PageRequest = FIRST_PAGE


def list_activity(query: ListActivity, *, actor: Actor, now: datetime, uow: ActivityViews) -> Page[ActivityEntry]:
    require(actor, Action.SEE_ACTIVITY)
    return uow.activity_reader.page(query.user_id, query.customer_id, query.page)
