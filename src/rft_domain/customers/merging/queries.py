"""Looking at merges and at candidates for one."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import CustomerId, MergeId
from ...shared.paging import FIRST_PAGE, Page, PageRequest
from .duplicates import Duplicates, Likeness
from .merge import Merge
from .ports import Merges


class MergeViews(Protocol):
    @property
    def merges(self) -> Merges: ...
    @property
    def duplicates(self) -> Duplicates: ...


@frozen(kw_only=True)
class SeeMerge:
    merge_id: MergeId


@frozen(kw_only=True)
class ListMerges:
    """Of all customers, or of one."""

    customer_id: CustomerId | None = None
    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class ListDuplicates:
    page: PageRequest = FIRST_PAGE


def see_merge(query: SeeMerge, *, actor: Actor, now: datetime, uow: MergeViews) -> Merge:
    """Raises :class:`MergeNotFound`."""
    require(actor, Action.MERGE_CUSTOMERS)
    return uow.merges.get(query.merge_id)


def list_merges(query: ListMerges, *, actor: Actor, now: datetime, uow: MergeViews) -> Page[Merge]:
    """Newest first."""
    require(actor, Action.MERGE_CUSTOMERS)
    return uow.merges.page(query.customer_id, query.page)


def list_duplicates(query: ListDuplicates, *, actor: Actor, now: datetime, uow: MergeViews) -> Page[Likeness]:
    """As found by the last look, the highest score first."""
    require(actor, Action.MERGE_CUSTOMERS)
    return uow.duplicates.page(query.page)
