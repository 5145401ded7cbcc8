"""Turn off the second factor of somebody who has lost it, codes and all."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..errors import SecondFactorIsOff
from ..ports import IdentityUnitOfWork
from ..user import User
from .end_auth_session import end_all


@frozen(kw_only=True)
class RemoveSecondFactor:
    user_id: UserId


def remove_second_factor(command: RemoveSecondFactor, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """All sessions of the user end. Raises :class:`UserNotFound` or :class:`SecondFactorIsOff`.

    A password too short to be used alone opens nothing from then on: a letter leads to a longer one.
    """
    require(actor, Action.REMOVE_SECOND_FACTOR)
    user = uow.users.get(command.user_id)
    factor = uow.second_factors.of_user(user.id)
    if factor is None or not factor.is_on:
        raise SecondFactorIsOff()
    uow.second_factors.save(factor.turned_off(now))
    end_all(user.id, now, uow)
    return user
