"""Faults of the portal: who opens what, and for how long."""

from datetime import timedelta

from attrs import evolve

from ...bookings.queries import BookingFilter
from ...identity.portal_link import PortalLink
from ...identity.portal_ports import Found
from ...identity.portal_session import PortalSession
from ...shared.email import Email
from ...shared.paging import PageRequest
from ..ports import Open, Ports
from ..recount import EVERYTHING
from .fault import fault, instead, swapping


@fault("S50")
def opens_by_address(open_unit_of_work: Open) -> Open:
    """A reference opens the customer who has the address, whoever's the booking is."""

    def swap(parts: Ports) -> Ports:
        def find(reference: str, email: str) -> Found | None:
            found = parts.doorstep.find(reference, email)
            holder = parts.customers.by_email(Email(email, email)) if found is not None else None
            return evolve(found, customer_id=holder.id) if found is not None and holder is not None else found

        return evolve(parts, doorstep=instead(parts.doorstep, find=find))

    return swapping(open_unit_of_work, swap)


@fault("S50")
def opens_what_is_cancelled(open_unit_of_work: Open) -> Open:
    """A cancelled booking opens the portal as before."""

    def swap(parts: Ports) -> Ports:
        def find(reference: str, email: str) -> Found | None:
            page = parts.booking_reader.page(BookingFilter(), PageRequest(limit=200), visible=EVERYTHING)
            for booking in page.items:
                named = booking.reference.symbols == reference and booking.contact.email.identity == email
                if named and booking.customer_id is not None:
                    return Found(customer_id=booking.customer_id, booking_id=booking.id)
            return parts.doorstep.find(reference, email)

        return evolve(parts, doorstep=instead(parts.doorstep, find=find))

    return swapping(open_unit_of_work, swap)


@fault("S51")
def guests_stay(open_unit_of_work: Open) -> Open:
    """A session of a guest ends a minute late."""

    def swap(parts: Ports) -> Ports:
        def add(session: PortalSession) -> None:
            parts.portal_sessions.add(evolve(session, expires_at=session.expires_at + timedelta(minutes=1)))

        return evolve(parts, portal_sessions=instead(parts.portal_sessions, add=add))

    return swapping(open_unit_of_work, swap)


@fault("S51")
def guests_come_back(open_unit_of_work: Open) -> Open:
    """A session that was ended goes on."""

    def swap(parts: Ports) -> Ports:
        def save(session: PortalSession) -> None:
            parts.portal_sessions.save(evolve(session, revoked_at=None))

        return evolve(parts, portal_sessions=instead(parts.portal_sessions, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S52")
def older_codes_work(open_unit_of_work: Open) -> Open:
    """A code still opens something after a newer one was mailed."""

    def swap(parts: Ports) -> Ports:
        return evolve(parts, portal_links=instead(parts.portal_links, is_latest=lambda link: True))

    return swapping(open_unit_of_work, swap)


@fault("S52")
def codes_for_ever(open_unit_of_work: Open) -> Open:
    """A mailed code that was used works again."""

    def swap(parts: Ports) -> Ports:
        def save(link: PortalLink) -> None:
            parts.portal_links.save(evolve(link, used_at=None))

        return evolve(parts, portal_links=instead(parts.portal_links, save=save))

    return swapping(open_unit_of_work, swap)
