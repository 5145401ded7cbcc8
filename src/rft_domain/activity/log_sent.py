"""What left the house becomes a line of the log, once it has left (product.md B11)."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..bookings.ports import Bookings
from ..customers.ports import Customers
from ..identity.portal_ports import PortalLinks
from ..identity.proof_ports import Codes, Invitations
from ..shared.events import Event
from ..shared.ids import BookingId, CodeId, CustomerId, InvitationId, PortalLinkId, UserId, parse_uuid
from ..shared.outbox import Message
from .events import MessageSent


@frozen(kw_only=True)
class LogSent:
    """``by_text``: as a text message, not as a letter."""

    message: Message
    by_text: bool = False


class SentUnitOfWork(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def portal_links(self) -> PortalLinks: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...


def log_sent(command: LogSent, *, actor: Actor, now: datetime, uow: SentUnitOfWork) -> None:
    """Nothing where it went to somebody of whom nothing is kept, as who registers: their address is not proven.

    Raises :class:`NotFound` where what it was about is gone by now.
    """
    require(actor, Action.LOG_SENT)
    message = command.message
    if (about := _about(message, uow)) is not None:
        entity, entity_id, customer_id, user_id = about
        uow.record(
            MessageSent(
                at=now,
                topic=message.topic,
                by_text=command.by_text,
                entity=entity,
                entity_id=entity_id,
                customer_id=_present(customer_id, uow),
                user_id=user_id,
            )
        )


def _present(customer_id: CustomerId | None, uow: SentUnitOfWork) -> CustomerId | None:
    """Who was merged since it was written is somebody else by now: a second invitation stays with the old id."""
    return None if customer_id is None else uow.customers.get(customer_id).id


_About = tuple[str, UUID, CustomerId | None, UserId | None]


def _about(message: Message, uow: SentUnitOfWork) -> _About | None:
    """By the ids in its body, whatever its topic."""
    ids = {name: parse_uuid(text, f"/{name}") for name, text in message.body.items() if name.endswith("_id") and text}
    if (id := ids.get("booking_id")) is not None:
        return "booking", id, uow.bookings.get(BookingId(id)).customer_id, None
    if (id := ids.get("customer_id")) is not None:
        return "customer", id, CustomerId(id), None
    if (id := ids.get("user_id")) is not None:
        return "user", id, None, UserId(id)
    if (id := ids.get("invitation_id")) is not None:
        return "invitation", id, uow.invitations.get(InvitationId(id)).customer_id, None
    if (id := ids.get("code_id")) is not None:
        user_id = uow.codes.get(CodeId(id)).user_id
        return "user", user_id, None, user_id
    if (id := ids.get("link_id")) is not None:
        customer_id = uow.portal_links.get(PortalLinkId(id)).customer_id
        return "customer", customer_id, customer_id, None
    return None
