"""The way in by mail, while too many look-ups fail: the answer tells nothing, the letter goes to the customer."""

from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import BookingId, CustomerId, PortalLinkId
from ...shared.mail import Letter
from ..attempts import Purpose, attempts_key
from ..errors import LinkRefused, PortalLinkNotFound
from ..events import WayInAsked
from ..letters import way_in_letter
from ..portal_link import PortalLink
from ..portal_ports import Found, PortalUnitOfWork
from ..tokens import new_token, token_hash
from ..user import NOBODY
from .look_up import LookUp, Opened, opened_for


@frozen(kw_only=True)
class IssueWayIn:
    """``message_id`` is that of the outbox."""

    message_id: UUID
    customer_id: CustomerId
    booking_id: BookingId


@frozen(kw_only=True)
class Enter:
    """``token`` is the code of the letter."""

    token: str = field(repr=False)


def ask_for_way_in(command: LookUp, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> None:
    """A letter where the pair would open something, and not too many were asked for. The work is the same."""
    require(actor, Action.LOOK_UP)
    found = uow.doorstep.find(command.reference, command.email)
    email = Email(command.email, command.email) if command.email else NOBODY.email
    attempts = uow.log_ins.hold(attempts_key(Purpose.PORTAL_LINK, email), now)
    known = found if not attempts.locked(now) else None
    uow.log_ins.save(attempts.one_more(now))
    customer_id, booking_id = (known.customer_id, known.booking_id) if known else (None, None)
    uow.record(WayInAsked(at=now, customer_id=customer_id, booking_id=booking_id))


def issue_way_in(command: IssueWayIn, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> Letter:
    """Raises :class:`PortalLinkNotFound` where the customer is no longer active."""
    require(actor, Action.ISSUE_LINK)
    address = uow.doorstep.address(command.customer_id)
    if address is None:
        raise PortalLinkNotFound()
    token = new_token(uow.entropy)
    link = PortalLink.ask(
        id=PortalLinkId(uow.entropy.uuid()),
        customer_id=command.customer_id,
        booking_id=command.booking_id,
        now=now,
    )
    uow.portal_links.add(link.issued(token_hash(token)))
    return way_in_letter(command.message_id, address, token)


def enter(command: Enter, *, actor: Actor, now: datetime, uow: PortalUnitOfWork) -> Opened:
    """As :func:`look_up`, with the code of the letter. Raises :class:`LinkRefused`."""
    require(actor, Action.LOOK_UP)
    link = uow.portal_links.by_token(token_hash(command.token))
    if link is None or not link.is_open(now) or link.booking_id is None:
        raise LinkRefused()
    if uow.doorstep.address(link.customer_id) is None or not uow.portal_links.is_latest(link):
        raise LinkRefused()
    uow.portal_links.save(link.used(now))
    return opened_for(Found(customer_id=link.customer_id, booking_id=link.booking_id), now, uow)
