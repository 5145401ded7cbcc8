"""The portal without log-in: what opens it, its sessions and mailed links."""

from rft_domain.bookings.booking import BookingStatus
from rft_domain.customers.customer import CustomerStatus
from rft_domain.identity.errors import PortalLinkNotFound, PortalSessionNotFound
from rft_domain.identity.portal_link import PortalLink
from rft_domain.identity.portal_ports import Found
from rft_domain.identity.portal_session import PortalSession
from rft_domain.shared.email import Email
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.ids import CustomerId, PortalLinkId, PortalSessionId

from .state import State


class MemoryDoorstep:
    def __init__(self, state: State) -> None:
        self._state = state

    def find(self, reference: str, email: str) -> Found | None:
        with self._state.lock:
            # an unknown reference is answered for by the first booking there is, so that it takes no less time
            known = self._state.references.get(reference)
            booking_id = known or next(iter(self._state.bookings), None)
            booking = self._state.bookings[booking_id] if booking_id is not None else None
            if booking is None or booking.customer_id is None or booking.status is BookingStatus.CANCELLED:
                return None
            address = self.address(booking.customer_id)
            theirs = {self._state.customers[id].email.identity for id in self._state.parts_of(booking.customer_id)}
        opening = {booking.contact.email.identity, *theirs}
        if address is None or email not in (address.identity, *opening) or known is None:
            return None
        return Found(customer_id=booking.customer_id, booking_id=booking.id)

    def address(self, customer_id: CustomerId) -> Email | None:
        customer = self._state.customers.get(customer_id)
        if customer is None or customer.merged_into is not None or customer.status is not CustomerStatus.ACTIVE:
            return None
        return customer.email


class MemoryPortalSessions:
    def __init__(self, state: State, doorstep: MemoryDoorstep) -> None:
        self._state = state
        self._doorstep = doorstep
        self._added: dict[PortalSessionId, PortalSession] = {}
        self._saved: dict[PortalSessionId, PortalSession] = {}

    def by_token(self, token_hash: str) -> PortalSession | None:
        session = next((session for session in self._all() if session.token_hash == token_hash), None)
        return session if session is not None and self._doorstep.address(session.customer_id) is not None else None

    def get(self, session_id: PortalSessionId) -> PortalSession:
        for session in self._all():
            if session.id == session_id:
                return session
        raise PortalSessionNotFound()

    def of_customer(self, customer_id: CustomerId) -> tuple[PortalSession, ...]:
        mine = (one for one in self._all() if one.customer_id == customer_id and one.revoked_at is None)
        return tuple(sorted(mine, key=lambda session: session.id))

    def add(self, session: PortalSession) -> None:
        self._added[session.id] = session

    def save(self, session: PortalSession) -> None:
        self._saved[session.id] = session

    def _all(self) -> list[PortalSession]:
        with self._state.lock:
            return list({**self._state.portal_sessions, **self._added, **self._saved}.values())

    def check(self) -> None:
        for session_id in self._saved:
            present = self._state.portal_sessions.get(session_id)
            if present is not None and present.revoked_at is not None:
                raise StaleWrite()

    def apply(self) -> None:
        self._state.portal_sessions.update(self._added | self._saved)


class MemoryPortalLinks:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: dict[PortalLinkId, PortalLink] = {}
        self._saved: dict[PortalLinkId, PortalLink] = {}

    def get(self, link_id: PortalLinkId) -> PortalLink:
        for link in self._all():
            if link.id == link_id:
                return link
        raise PortalLinkNotFound()

    def by_token(self, token_hash: str) -> PortalLink | None:
        return next((link for link in self._all() if link.token_hash == token_hash), None)

    def is_latest(self, link: PortalLink) -> bool:
        same = (one for one in self._all() if (one.customer_id, one.purpose) == (link.customer_id, link.purpose))
        return all(one.created_at <= link.created_at for one in same)

    def add(self, link: PortalLink) -> None:
        self._added[link.id] = link

    def save(self, link: PortalLink) -> None:
        self._saved[link.id] = link

    def _all(self) -> list[PortalLink]:
        with self._state.lock:
            return list({**self._state.portal_links, **self._added, **self._saved}.values())

    def check(self) -> None:
        for link_id in self._saved:
            present = self._state.portal_links.get(link_id)
            if present is not None and present.used_at is not None:
                raise StaleWrite()

    def apply(self) -> None:
        self._state.portal_links.update(self._added | self._saved)
