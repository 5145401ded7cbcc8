"""The first half of a log-in: count the attempt, and say against what the password is to be checked.

The check itself, slow on purpose, happens between the halves, without a transaction.
"""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import DeviceId, UserId
from ..attempts import Purpose, attempts_key
from ..ports import IdentityUnitOfWork
from ..second_factor import SecondFactor
from ..tokens import token_hash
from ..user import NOBODY


@frozen(kw_only=True)
class BeginLogIn:
    """``device_token`` is what an earlier log-in from the same device was given, if any."""

    email: Email = field(repr=False)
    device_token: str | None = field(default=None, repr=False)
    purpose: Purpose = Purpose.LOG_IN


@frozen(kw_only=True)
class Begun:
    """``password_hash`` is ``None`` where no password can be right: unknown, inactive, locked, or none chosen.

    ``factor`` is the user's second factor, on or not; ``None`` also where no code can be right.
    """

    key: str
    password_hash: str | None = field(repr=False)
    user_id: UserId | None
    device_id: DeviceId | None
    factor: SecondFactor | None = field(default=None, repr=False)


def begin_log_in(command: BeginLogIn, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> Begun:
    """Never refuses: who is unknown, inactive or locked goes the same way as everybody, and costs the same."""
    require(actor, Action.LOG_IN)
    user = uow.users.by_email_or_nobody(command.email)
    device = uow.devices.by_token(token_hash(command.device_token or ""))
    known = device if device is not None and device.user_id == user.id else None
    factor = uow.second_factors.of_user(user.id)
    key = attempts_key(command.purpose, command.email, known.id if known else None)
    attempts = uow.log_ins.hold(key, now)
    was_locked = attempts.locked(now)
    attempts = attempts.one_more(now)
    uow.log_ins.save(attempts)
    may_be_right = user.is_active and not was_locked
    return Begun(
        key=key,
        password_hash=user.password_hash if may_be_right else None,
        user_id=user.id if user.id != NOBODY.id else None,
        device_id=known.id if known else None,
        factor=factor if may_be_right else None,
    )
