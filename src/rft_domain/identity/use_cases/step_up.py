"""Show that one reads the mail of the customer, and be shown more: ask for the letter, then give its code."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import PortalLinkId
from ..attempts import Purpose, attempts_key
from ..errors import LinkRefused, PortalSessionNotFound
from ..events import PortalLinkAsked, PortalProven
from ..portal_link import PortalLink
from ..portal_ports import PortalUnitOfWork
from ..portal_session import PortalSession
from ..tokens import token_hash
from .end_portal_session import used


@frozen(kw_only=True)
class AskForStepUp:
    """A letter to the address that the customer has."""


@frozen(kw_only=True)
class StepUp:
    """``token`` is the code of the letter."""

    token: str = field(repr=False)


@frozen(kw_only=True)
class SteppedUp:
    session: PortalSession
    scope: str


def ask_for_step_up(command: AskForStepUp, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> None:
    """No letter where too many went to that address lately; the answer is the same."""
    require(actor, Action.USE_PORTAL)
    session = used(actor, uow)
    address = uow.doorstep.address(session.customer_id)
    if address is None:
        raise PortalSessionNotFound()
    ask_for_link(session, address, None, now, uow)


def ask_for_link(
    session: PortalSession, to: Email, new_email: Email | None, now: datetime, uow: PortalUnitOfWork
) -> None:
    attempts = uow.log_ins.hold(attempts_key(Purpose.PORTAL_LINK, to), now)
    link = None
    if not attempts.locked(now):
        link = PortalLink.ask(
            id=PortalLinkId(uow.entropy.uuid()),
            session_id=session.id,
            customer_id=session.customer_id,
            new_email=new_email,
            now=now,
        )
        uow.portal_links.add(link)
    uow.log_ins.save(attempts.one_more(now))
    uow.record(PortalLinkAsked(at=now, link_id=link.id if link else None))


def step_up(command: StepUp, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> SteppedUp:
    """Only in the session that asked, or a letter could be used for somebody else. Raises :class:`LinkRefused`."""
    require(actor, Action.USE_PORTAL)
    session = used(actor, uow)
    link = uow.portal_links.by_token(token_hash(command.token))
    if link is None or not link.is_open(now) or link.new_email is not None or link.session_id != session.id:
        raise LinkRefused()
    if not uow.portal_links.is_latest(link):
        raise LinkRefused()
    proven = session.proven(now)
    uow.portal_links.save(link.used(now))
    uow.portal_sessions.save(proven)
    uow.record(PortalProven(at=now, customer_id=session.customer_id))
    return SteppedUp(session=proven, scope=proven.scope(now))
