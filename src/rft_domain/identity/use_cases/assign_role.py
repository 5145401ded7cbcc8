"""Assign a role (product.md A2, A6)."""

from datetime import datetime

from attrs import field, frozen
from attrs.validators import instance_of

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..errors import LastSuperuser
from ..ports import IdentityUnitOfWork
from ..user import STAFF_ROLES, Role, User


@frozen(kw_only=True)
class AssignRole:
    user_id: UserId
    role: Role = field(validator=instance_of(Role))


def may_assign(actor: Actor, old: Role, new: Role) -> None:
    """Admin and superuser are granted and taken away by those who may do that; the rest by admins."""
    require(actor, Action.ASSIGN_CUSTOMER_OR_INSTRUCTOR)
    if {old, new} & STAFF_ROLES and old is not new:
        require(actor, Action.ASSIGN_ADMIN_OR_SUPERUSER)


def assign_role(command: AssignRole, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The user in the new role. Raises :class:`UserNotFound`, :class:`Forbidden` or :class:`LastSuperuser`."""
    require(actor, Action.ASSIGN_CUSTOMER_OR_INSTRUCTOR)
    superusers = uow.superusers.hold()
    user = uow.users.get(command.user_id)
    may_assign(actor, user.role, command.role)
    if superusers == {user.id} and command.role is not Role.SUPERUSER:
        raise LastSuperuser(user_id=str(user.id))
    changed = user.in_role(command.role, now)
    if changed is not user:
        uow.users.save(changed)
    return changed
