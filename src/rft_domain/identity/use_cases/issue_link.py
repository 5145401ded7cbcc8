"""Write the letter with the code that a guest asked for."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import PortalLinkId
from ...shared.mail import Letter
from ..errors import PortalLinkNotFound
from ..letters import new_email_letter, step_up_letter
from ..portal_ports import PortalUnitOfWork
from ..tokens import new_token, token_hash


@frozen(kw_only=True)
class IssueLink:
    """``message_id`` is that of the outbox."""

    message_id: UUID
    link_id: PortalLinkId


def issue_link(command: IssueLink, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> Letter | None:
    """The code is made when the letter is written, so that it is stored nowhere but as a hash.

    Nothing where a newer one was asked for meanwhile: this code would open nothing.

    Raises :class:`PortalLinkNotFound` where it comes too late, or the customer is no longer active.
    """
    require(actor, Action.ISSUE_LINK)
    link = uow.portal_links.get(command.link_id)
    address = uow.doorstep.address(link.customer_id)
    if address is None or not link.is_open(now):
        raise PortalLinkNotFound()
    if not uow.portal_links.is_latest(link):
        return None
    token = new_token(uow.entropy)
    uow.portal_links.save(link.issued(token_hash(token)))
    if link.new_email is None:
        return step_up_letter(command.message_id, address, token)
    return new_email_letter(command.message_id, link.new_email, token)
