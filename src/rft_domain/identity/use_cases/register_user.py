"""Register a user by hand: staff, or a customer who asked for it on the phone."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import UserId
from ...shared.phone import Phone
from ...shared.text import text
from ..errors import EmailTaken, PhoneTaken
from ..ports import IdentityUnitOfWork
from ..user import Role, User
from .assign_role import may_assign


@frozen(kw_only=True)
class RegisterUser:
    email: Email
    first_name: str = field(validator=text(at_least=1, at_most=100))
    last_name: str = field(validator=text(at_least=1, at_most=100))
    phone: Phone | None = None
    role: Role = Role.CUSTOMER


def register_user(command: RegisterUser, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The new user, without a password. Raises :class:`EmailTaken` or :class:`PhoneTaken`."""
    require(actor, Action.REGISTER_USER)
    may_assign(actor, Role.CUSTOMER, command.role)
    if uow.users.by_email(command.email) is not None:
        raise EmailTaken()
    if command.phone is not None and uow.users.by_phone(command.phone) is not None:
        raise PhoneTaken()
    user = User.register(
        id=UserId(uow.entropy.uuid()),
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        phone=command.phone,
        role=command.role,
        created_by=actor.user_id,
        now=now,
    )
    uow.users.add(user)
    return user
