"""Looking into the audit trail, and reading the activity log of one person (product.md B11, I1)."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from ..access.actor import Actor, ActorKind
from ..access.decisions import require
from ..access.policy import Action
from ..shared.audit import AuditRow, Outcome
from ..shared.ids import CustomerId, UserId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant
from .entry import ActivityEntry


@frozen(kw_only=True)
class AuditFilter:
    """``about`` is an id that the row names; ``from_`` and ``to`` bound the instant: at or after, and before."""

    action: str | None = None
    actor_kind: ActorKind | None = None
    actor_id: UserId | None = None
    about: UUID | None = None
    outcome: Outcome | None = None
    from_: datetime | None = field(default=None, validator=instant)
    to: datetime | None = field(default=None, validator=instant)


class AuditReader(Protocol):
    def page(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        """Newest first, then by id."""
        ...


class AuditViews(Protocol):
    @property
    def audit_reader(self) -> AuditReader: ...


@frozen(kw_only=True)
class ListAudit:
    wanted: AuditFilter = AuditFilter()
    page: PageRequest = FIRST_PAGE


def list_audit(query: ListAudit, *, actor: Actor, now: datetime, uow: AuditViews) -> Page[AuditRow]:
    require(actor, Action.SEE_AUDIT)
    return uow.audit_reader.page(query.wanted, query.page)


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
