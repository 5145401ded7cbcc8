"""Write the letter with the code for a new password."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import ResetId, UserId
from ...shared.mail import Letter
from ..errors import UserNotFound
from ..letters import reset_letter
from ..password_reset import PasswordReset
from ..ports import IdentityUnitOfWork
from ..tokens import new_token, token_hash


@frozen(kw_only=True)
class IssueReset:
    """``message_id`` is that of the outbox."""

    message_id: UUID
    user_id: UserId


def issue_reset(command: IssueReset, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> Letter:
    """The code is made when the letter is written, so that it is stored nowhere but as a hash.

    Raises :class:`UserNotFound` where the user is no longer active.
    """
    require(actor, Action.ISSUE_RESET)
    user = uow.users.get(command.user_id)
    if not user.is_active:
        raise UserNotFound()
    token = new_token(uow.entropy)
    reset_id = ResetId(uow.entropy.uuid())
    uow.resets.add(PasswordReset.open(id=reset_id, user_id=user.id, token_hash=token_hash(token), now=now))
    return reset_letter(command.message_id, user, token)
