"""Write to an address that was replaced, so that nobody loses theirs without knowing."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import CodeId, PortalLinkId
from ...shared.mail import Letter
from ..letters import email_replaced_letter
from ..portal_ports import PortalLinks
from ..proof_ports import Codes


@frozen(kw_only=True)
class IssueEmailReplaced:
    """By what the new address was proven. ``message_id`` is that of the outbox."""

    message_id: UUID
    link_id: PortalLinkId | None = None
    code_id: CodeId | None = None


class ReplacedUnitOfWork(Protocol):
    @property
    def portal_links(self) -> PortalLinks: ...
    @property
    def codes(self) -> Codes: ...


def issue_email_replaced(
    command: IssueEmailReplaced, *, actor: Actor, now: datetime, uow: ReplacedUnitOfWork
) -> Letter | None:
    """Nothing where no address was replaced. Raises :class:`NotFound` where it is not kept any more."""
    require(actor, Action.ISSUE_LINK)
    if command.link_id is not None:
        replaced = uow.portal_links.get(command.link_id).replaced
    else:
        replaced = uow.codes.get(command.code_id).replaced if command.code_id is not None else None
    return email_replaced_letter(command.message_id, replaced) if replaced is not None else None
