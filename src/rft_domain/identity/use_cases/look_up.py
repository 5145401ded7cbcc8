"""Open the portal with a reference and an address (product.md H3)."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import PortalSessionId
from ..errors import LookUpRefused
from ..events import PortalOpened
from ..portal_ports import Found, PortalUnitOfWork
from ..portal_session import PortalSession
from ..tokens import new_token, token_hash


@frozen(kw_only=True)
class LookUp:
    """The symbols of a reference, and the identity of an address. Either is empty where what was typed is none, or may
    not be tried: what follows is the same.
    """

    reference: str = field(repr=False)
    email: str = field(repr=False)


@frozen(kw_only=True)
class Opened:
    """The only time that the token is seen. ``scope`` as in :meth:`PortalSession.scope`."""

    session: PortalSession
    scope: str
    token: str = field(repr=False)

    @property
    def id(self) -> PortalSessionId:
        return self.session.id


def look_up(command: LookUp, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> Opened:
    """A session for who named a booking and an address that goes with it.

    Raises :class:`LookUpRefused`; which of its reasons it was is not said, and makes no difference to what is done.
    """
    require(actor, Action.LOOK_UP)
    found = uow.doorstep.find(command.reference, command.email)
    if found is None:
        raise LookUpRefused()
    return opened_for(found, now, uow)


def opened_for(found: Found, now: datetime, uow: PortalUnitOfWork) -> Opened:
    token = new_token(uow.entropy)
    session = PortalSession.open(
        id=PortalSessionId(uow.entropy.uuid()),
        customer_id=found.customer_id,
        booking_id=found.booking_id,
        token_hash=token_hash(token),
        now=now,
    )
    uow.portal_sessions.add(session)
    uow.record(PortalOpened(at=now, customer_id=found.customer_id, booking_id=found.booking_id))
    return Opened(session=session, scope=session.scope(now), token=token)
