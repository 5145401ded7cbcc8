"""Make a superuser who can log in at once: how the first one comes into being."""

from datetime import datetime

from attrs import evolve, field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import UserId
from ...shared.text import text
from ..errors import EmailTaken
from ..ports import IdentityUnitOfWork
from ..user import Role, User


@frozen(kw_only=True)
class CreateSuperuser:
    email: Email = field(repr=False)
    first_name: str = field(validator=text(at_least=1, at_most=100))
    last_name: str = field(validator=text(at_least=1, at_most=100))
    password_hash: str = field(repr=False)


def create_superuser(command: CreateSuperuser, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """Raises :class:`EmailTaken`: nobody becomes a superuser by the way."""
    require(actor, Action.ASSIGN_ADMIN_OR_SUPERUSER)
    if uow.users.by_email(command.email) is not None:
        raise EmailTaken()
    user = User.register(
        id=UserId(uow.entropy.uuid()),
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        role=Role.SUPERUSER,
        created_by=actor.user_id,
        now=now,
    )
    user = evolve(user, password_hash=command.password_hash)
    uow.users.add(user)
    return user
