"""Registrations, invitations and codes, sent already: their tokens are made from their ids."""

from uuid import UUID

from ..identity.invitation import VALID_FOR, Invitation
from ..identity.registration import Registration
from ..identity.tokens import token_hash
from ..identity.verification import VerificationCode
from ..shared.email import Email
from ..shared.ids import CodeId, CustomerId, InvitationId, RegistrationId, UserId
from ..shared.phone import Phone
from .world import World

PHONE = Phone("+447700900123")


def token_of(id: UUID) -> str:
    return f"token of {id}"


def a_registration(world: World, address: str, password_hash: str = "a hash") -> Registration:
    wish = Registration.open(
        id=RegistrationId(world.entropy.uuid()),
        email=Email.parse(address),
        first_name="Ana",
        last_name="Silva",
        password_hash=password_hash,
        now=world.clock.now,
    )
    with world.open() as uow:
        uow.registrations.add(wish)
        uow.commit()
    sent = wish.issued(token_hash(token_of(wish.id)))
    with world.open() as uow:
        uow.registrations.save(sent)
        uow.commit()
    return sent


def an_invitation(world: World, customer_id: CustomerId, address: str, *, is_organizer: bool = False) -> Invitation:
    id, now = InvitationId(world.entropy.uuid()), world.clock.now
    invitation = Invitation(
        id=id,
        customer_id=customer_id,
        email=Email.parse(address),
        first_name="Ben",
        last_name="Okafor",
        is_organizer=is_organizer,
        token_hash=token_hash(token_of(id)),
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    with world.open() as uow:
        uow.invitations.add(invitation)
        uow.commit()
    return invitation


def a_code(world: World, user_id: UserId, target: Email | Phone = PHONE) -> VerificationCode:
    """Its hash is ``a hash``."""
    id = CodeId(world.entropy.uuid())
    code = VerificationCode.open(id=id, user_id=user_id, target=target, now=world.clock.now).issued("a hash")
    with world.open() as uow:
        uow.codes.add(code)
        uow.commit()
    return code
