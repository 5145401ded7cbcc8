"""New recovery codes in place of the old ones, with the password and a code."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.policy import Action
from ..errors import LogInRefused
from ..ports import IdentityUnitOfWork
from ..second_factor import Proof, SecondFactor
from .begin_log_in import Begun
from .own_log_in import own_log_in, own_second_factor


@frozen(kw_only=True)
class RenewRecoveryCodes:
    """``right``: the password was. ``recovery_hashes`` are those of the new codes."""

    begun: Begun
    right: bool
    proof: Proof | None
    recovery_hashes: frozenset[str] = field(repr=False)


def renew_recovery_codes(
    command: RenewRecoveryCodes, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> SecondFactor:
    """Raises :class:`LogInRefused`."""
    user = own_log_in(command.begun, Action.MANAGE_OWN_LOG_IN, actor, uow)
    if not command.right:
        raise LogInRefused()
    used = own_second_factor(user, command.proof, uow).shown(command.proof, now)
    uow.log_ins.save(uow.log_ins.hold(command.begun.key, now).cleared(now))
    uow.second_factors.save(used)
    renewed = used.renewed(command.recovery_hashes, now)
    uow.second_factors.save(renewed)
    return renewed
