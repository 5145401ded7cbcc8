"""Turn on the second factor that was begun, a code of it having been shown."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.policy import Action
from ..errors import CodeRefused, SecondFactorIsOff
from ..ports import IdentityUnitOfWork
from ..second_factor import Proof, SecondFactor
from .begin_log_in import Begun
from .own_log_in import own_log_in


@frozen(kw_only=True)
class TurnOnSecondFactor:
    """``recovery_hashes`` are those of the new recovery codes."""

    begun: Begun
    proof: Proof | None
    recovery_hashes: frozenset[str] = field(repr=False)


def turn_on_second_factor(
    command: TurnOnSecondFactor, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> SecondFactor:
    """Raises SecondFactorIsOn, :class:`SecondFactorIsOff` where none was begun, or :class:`CodeRefused`."""
    if command.begun.password_hash is None:  # too many wrong codes
        raise CodeRefused()
    user = own_log_in(command.begun, Action.MANAGE_OWN_LOG_IN, actor, uow)
    factor = uow.second_factors.of_user(user.id)
    if factor is None:
        raise SecondFactorIsOff()
    turned_on = factor.turned_on(command.proof, command.recovery_hashes, now)
    uow.log_ins.save(uow.log_ins.hold(command.begun.key, now).cleared(now))
    uow.second_factors.save(turned_on)
    return turned_on
