"""A forgotten password: ask for a letter."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ..attempts import Purpose, attempts_key
from ..events import ResetAsked
from ..ports import IdentityUnitOfWork
from ..user import NOBODY


@frozen(kw_only=True)
class AskForReset:
    email: Email = field(repr=False)


def ask_for_reset(command: AskForReset, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> None:
    """A letter, where an active user has the address and not too many were asked for. The answer never tells."""
    require(actor, Action.LOG_IN)
    user = uow.users.by_email_or_nobody(command.email)
    attempts = uow.log_ins.hold(attempts_key(Purpose.FORGOT_PASSWORD, command.email), now)
    known = user if user.id != NOBODY.id and user.is_active and not attempts.locked(now) else None
    uow.log_ins.save(attempts.one_more(now))
    uow.record(ResetAsked(at=now, user_id=known.id if known else None))
