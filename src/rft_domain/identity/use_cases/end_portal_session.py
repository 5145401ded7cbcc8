"""Leave the portal."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import Forbidden
from ...shared.ids import CustomerId, PortalSessionId
from ..portal_ports import PortalUnitOfWork
from ..portal_session import PortalSession


@frozen(kw_only=True)
class EndPortalSession:
    """The one that is used."""


def end_portal_session(
    command: EndPortalSession, *, actor: Actor, now: datetime, uow: PortalUnitOfWork
) -> PortalSession:
    require(actor, Action.USE_PORTAL)
    session = used(actor, uow)
    ended = session.revoked(now)
    if ended is not session:
        uow.portal_sessions.save(ended)
    return ended


def used(actor: Actor, uow: PortalUnitOfWork) -> PortalSession:
    """The session that the guest came with. Raises :class:`Forbidden` for who has none."""
    if actor.portal_session_id is None:
        raise Forbidden(action=Action.USE_PORTAL.value)
    return uow.portal_sessions.get(actor.portal_session_id)


def end_others(customer_id: CustomerId, but: PortalSessionId | None, now: datetime, uow: PortalUnitOfWork) -> None:
    """All other ways of guests to that customer."""
    for session in uow.portal_sessions.of_customer(customer_id):
        if session.id != but:
            uow.portal_sessions.save(session.revoked(now))
