"""What the verbs that change one user have in common: the user, and whether this actor may change them."""

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import UserId
from ..ports import IdentityUnitOfWork
from ..user import STAFF_ROLES, User


def choose(user_id: UserId, version: int | None, actor: Actor, uow: IdentityUnitOfWork) -> User:
    """The user, at ``version`` where that is known. Admins and superusers are for superusers to change (A6).

    Raises :class:`UserNotFound`, :class:`Forbidden` or :class:`PreconditionFailed`.
    """
    user = uow.users.get(user_id)
    if user.role in STAFF_ROLES:
        require(actor, Action.CHANGE_ADMIN_OR_SUPERUSER)
    if version not in (None, user.version):
        raise PreconditionFailed(version=user.version)
    return user
