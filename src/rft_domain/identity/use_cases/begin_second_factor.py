"""Begin a second factor: a secret for the authenticator, which counts once a code of it was shown."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.policy import Action
from ..errors import LogInRefused
from ..ports import IdentityUnitOfWork
from ..second_factor import SecondFactor
from .begin_log_in import Begun
from .own_log_in import own_log_in


@frozen(kw_only=True)
class BeginSecondFactor:
    """``right``: the password was. ``sealed_secret`` can be opened for this user only."""

    begun: Begun
    right: bool
    sealed_secret: str = field(repr=False)


def begin_second_factor(
    command: BeginSecondFactor, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> SecondFactor:
    """Begun; an earlier one that was only begun is replaced. Raises LogInRefused or :class:`SecondFactorIsOn`."""
    user = own_log_in(command.begun, Action.MANAGE_OWN_LOG_IN, actor, uow)
    if not command.right:
        raise LogInRefused()
    factor = uow.second_factors.of_user(user.id)
    uow.log_ins.save(uow.log_ins.hold(command.begun.key, now).cleared(now))
    if factor is None:
        begun = SecondFactor.first(user.id, command.sealed_secret, now)
        uow.second_factors.add(begun)
    else:
        begun = factor.begun(command.sealed_secret, now)
        uow.second_factors.save(begun)
    return begun
