"""What the portal asks of its store, and of the bookings and customers next door."""

from typing import Protocol

from attrs import frozen

from ..shared.email import Email
from ..shared.events import Event
from ..shared.ids import BookingId, CustomerId, Entropy, PortalLinkId, PortalSessionId
from ..shared.outbox import Outbox
from .portal_link import PortalLink
from .portal_session import PortalSession
from .ports import LogIns


@frozen(kw_only=True)
class Found:
    """The booking that a reference names, and whose it is."""

    customer_id: CustomerId
    booking_id: BookingId


class Doorstep(Protocol):
    def find(self, reference: str, email: str) -> Found | None:
        """By the symbols of a reference and the identity of an address: the booking's contact has it, or its customer.

        ``None`` after the same work, in one read, where there is none; it has another address, is cancelled or belongs
        to nobody; or its customer is no longer active.
        """
        ...

    def address(self, customer_id: CustomerId) -> Email | None:
        """``None`` where the customer is no longer active."""
        ...


class PortalSessions(Protocol):
    def by_token(self, token_hash: str) -> PortalSession | None:
        """Whether it is still open or not; ``None`` too where its customer is no longer active."""
        ...

    def get(self, session_id: PortalSessionId) -> PortalSession:
        """Raises :class:`PortalSessionNotFound`."""
        ...

    def of_customer(self, customer_id: CustomerId) -> tuple[PortalSession, ...]:
        """Those that are not revoked."""
        ...

    def add(self, session: PortalSession) -> None: ...

    def save(self, session: PortalSession) -> None:
        """Write what may change: proof and end. Committing raises :class:`StaleWrite` where it was revoked by then."""
        ...


class PortalLinks(Protocol):
    def get(self, link_id: PortalLinkId) -> PortalLink:
        """Raises :class:`PortalLinkNotFound`."""
        ...

    def by_token(self, token_hash: str) -> PortalLink | None: ...

    def is_latest(self, link: PortalLink) -> bool:
        """No newer one of its customer is for the same purpose, whether used or not."""
        ...

    def add(self, link: PortalLink) -> None: ...

    def save(self, link: PortalLink) -> None:
        """Write its token and its use. Committing raises :class:`StaleWrite` where it was used by then."""
        ...


class PortalUnitOfWork(Protocol):
    @property
    def doorstep(self) -> Doorstep: ...
    @property
    def portal_sessions(self) -> PortalSessions: ...
    @property
    def portal_links(self) -> PortalLinks: ...
    @property
    def log_ins(self) -> LogIns: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...
