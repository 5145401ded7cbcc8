"""What news from next door means for users."""

from datetime import datetime
from uuid import UUID

from ..bookings.events import BookingRequested
from ..customers.events import MemberJoined
from ..shared.ids import CustomerId, UserId
from ..shared.outbox import Message
from .events import CodeAsked, EmailReplaced, MemberInvited, PortalLinkAsked, RegistrationAsked, ResetAsked, WayInAsked
from .letters import EMAIL_REPLACED, PASSWORD_RESET, PORTAL_LINK, WAY_IN
from .ports import IdentityUnitOfWork
from .proof_letters import CODE, INVITATION, REGISTRATION
from .user import User


def on_booking_requested(event: BookingRequested, now: datetime, uow: IdentityUnitOfWork) -> None:
    """Whoever books is a user from then on, linked to the customer that they book for (product.md B5).

    The user gets no phone: a user's phone is unique, and families and offices share one. The customer has it.
    """
    party = event.party
    if party is None:
        return
    if party.user_is_new:
        contact = event.contact
        user = User.register(
            id=party.user_id,
            email=contact.email,
            first_name=contact.first_name,
            last_name=contact.last_name,
            customer_id=party.customer_id,
            now=now,
        )
        uow.users.add_unless_known(user)
    else:
        _link(party.user_id, party.customer_id, now, uow)


def on_member_joined(event: MemberJoined, now: datetime, uow: IdentityUnitOfWork) -> None:
    _link(event.user_id, event.customer_id, now, uow)


def _link(user_id: UserId, customer_id: CustomerId, now: datetime, uow: IdentityUnitOfWork) -> None:
    user = uow.users.get(user_id)
    if (linked := user.linked_to(customer_id, now)) is not user:
        uow.users.save(linked)


def on_reset_asked(event: ResetAsked, now: datetime, uow: IdentityUnitOfWork) -> None:
    """A message also where there is nobody to write to: asking costs the same for every address."""
    body = {"user_id": str(event.user_id or "")}
    uow.outbox.add(Message(id=uow.entropy.uuid(), topic=PASSWORD_RESET, body=body, created_at=now))


def on_registration_asked(event: RegistrationAsked, now: datetime, uow: IdentityUnitOfWork) -> None:
    _post(REGISTRATION, "registration_id", event.registration_id, now, uow)


def on_code_asked(event: CodeAsked, now: datetime, uow: IdentityUnitOfWork) -> None:
    _post(CODE, "code_id", event.code_id, now, uow)


def on_member_invited(event: MemberInvited, now: datetime, uow: IdentityUnitOfWork) -> None:
    _post(INVITATION, "invitation_id", event.invitation_id, now, uow)


def _post(topic: str, name: str, id: UUID, now: datetime, uow: IdentityUnitOfWork) -> None:
    uow.outbox.add(Message(id=uow.entropy.uuid(), topic=topic, body={name: str(id)}, created_at=now))


def on_portal_link_asked(event: PortalLinkAsked, now: datetime, uow: IdentityUnitOfWork) -> None:
    body = {"link_id": str(event.link_id or "")}
    uow.outbox.add(Message(id=uow.entropy.uuid(), topic=PORTAL_LINK, body=body, created_at=now))


def on_email_replaced(event: EmailReplaced, now: datetime, uow: IdentityUnitOfWork) -> None:
    name, id = ("link_id", event.link_id) if event.link_id is not None else ("code_id", event.code_id)
    uow.outbox.add(Message(id=uow.entropy.uuid(), topic=EMAIL_REPLACED, body={name: str(id)}, created_at=now))


def on_way_in_asked(event: WayInAsked, now: datetime, uow: IdentityUnitOfWork) -> None:
    """A message also where there is nobody to write to, as for a password."""
    body = {"customer_id": str(event.customer_id or ""), "booking_id": str(event.booking_id or "")}
    uow.outbox.add(Message(id=uow.entropy.uuid(), topic=WAY_IN, body=body, created_at=now))
