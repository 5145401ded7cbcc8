"""All that is known to have happened around one customer: activity and notes as one list (product.md B10, B11)."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from ..access.actor import Actor
from ..access.decisions import Subject, require, require_over
from ..access.policy import Action
from ..customers.note import Note
from ..customers.ports import Customers
from ..shared.ids import CustomerId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant
from .entry import ActivityEntry

NOTE = "note"
"""What a note is called where entries have their type."""
LEFT_OUT = "note_written"
"""The entry that says of a note that it was written: in this list the note itself does."""

TimelineItem = ActivityEntry | Note


@frozen(kw_only=True)
class TimelineFilter:
    """``type`` is that of an entry, or :data:`NOTE`. At or after ``from_``, and before ``to``."""

    type: str | None = None
    from_: datetime | None = field(default=None, validator=instant)
    to: datetime | None = field(default=None, validator=instant)


class TimelineReader(Protocol):
    def page(self, customer_id: CustomerId, wanted: TimelineFilter, page: PageRequest) -> Page[TimelineItem]:
        """Notes about the customer, entries that name it, and those of its present members that name no customer.

        Newest first, then by id; withdrawn notes too, and no entry of the type :data:`LEFT_OUT`.
        """
        ...


class TimelineViews(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def timeline_reader(self) -> TimelineReader: ...


@frozen(kw_only=True)
class SeeTimeline:
    customer_id: CustomerId
    wanted: TimelineFilter = TimelineFilter()
    page: PageRequest = FIRST_PAGE


def see_timeline(query: SeeTimeline, *, actor: Actor, now: datetime, uow: TimelineViews) -> Page[TimelineItem]:
    """Raises :class:`CustomerNotFound`."""
    require(actor, Action.SEE_ACTIVITY)
    require_over(actor, Action.SEE_NOTES, Subject(), sees=Action.SEE_ACTIVITY)
    customer = uow.customers.get(query.customer_id)
    return uow.timeline_reader.page(customer.id, query.wanted, query.page)
