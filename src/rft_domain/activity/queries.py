"""Looking into the audit trail: for the office, and under the policy like everything else."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from ..access.actor import Actor, ActorKind
from ..access.decisions import require
from ..access.policy import Action
from ..shared.audit import AuditRow, Outcome
from ..shared.ids import UserId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant


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
