"""Turn one's second factor off, with the password and a code."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.policy import Action
from ..errors import LogInRefused, PasswordTooShortAlone
from ..ports import IdentityUnitOfWork
from ..second_factor import Proof, SecondFactor
from .begin_log_in import Begun
from .own_log_in import own_log_in, own_second_factor


@frozen(kw_only=True)
class TurnOffSecondFactor:
    """``right``: the password was. ``stands_alone``: it is long enough to be used without a second factor."""

    begun: Begun
    right: bool
    stands_alone: bool
    proof: Proof | None


def turn_off_second_factor(
    command: TurnOffSecondFactor, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> SecondFactor:
    """Raises :class:`LogInRefused` or :class:`PasswordTooShortAlone`."""
    user = own_log_in(command.begun, Action.MANAGE_OWN_LOG_IN, actor, uow)
    if not command.right:
        raise LogInRefused()
    factor = own_second_factor(user, command.proof, uow)
    if not command.stands_alone:
        raise PasswordTooShortAlone()
    uow.log_ins.save(uow.log_ins.hold(command.begun.key, now).cleared(now))
    turned_off = factor.turned_off(now)
    uow.second_factors.save(turned_off)
    return turned_off
