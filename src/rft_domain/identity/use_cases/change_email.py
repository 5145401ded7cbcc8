"""Another address for the customer: it is the customer's once somebody has shown that they read its mail."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ..errors import LinkRefused
from ..events import EmailReplaced, NewEmailProven
from ..portal_ports import PortalUnitOfWork
from ..tokens import token_hash
from .end_portal_session import end_others, used
from .step_up import ask_for_link


@frozen(kw_only=True)
class AskForNewEmail:
    """A letter to the new address."""

    email: Email = field(repr=False)


@frozen(kw_only=True)
class ConfirmNewEmail:
    """``token`` is the code of the letter."""

    token: str = field(repr=False)


def ask_for_new_email(command: AskForNewEmail, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> None:
    """The answer is the same whether the address is free or not, and where too many letters went to it lately."""
    require(actor, Action.CHANGE_EMAIL)
    ask_for_link(used(actor, uow), command.email, command.email, now, uow)


def confirm_new_email(command: ConfirmNewEmail, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> None:
    """All other portal sessions of the customer end, and the old address is written to.

    Raises :class:`LinkRefused` or :class:`CustomerEmailTaken`.
    """
    require(actor, Action.USE_PORTAL)
    session = used(actor, uow)
    link = uow.portal_links.by_token(token_hash(command.token))
    if link is None or not link.is_open(now) or link.new_email is None or link.session_id != session.id:
        raise LinkRefused()
    if not uow.portal_links.is_latest(link):
        raise LinkRefused()
    present = uow.doorstep.address(session.customer_id)
    replaced = None if present is None or present.is_missing or present == link.new_email else present
    uow.portal_links.save(link.used(now, replaced=replaced))
    if replaced is not None:
        uow.record(EmailReplaced(at=now, link_id=link.id))
    end_others(session.customer_id, session.id, now, uow)
    uow.record(NewEmailProven(at=now, customer_id=session.customer_id, email=link.new_email))
