"""Write the message with a code."""

from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import CodeId
from ...shared.mail import Letter
from ...shared.sms import TextMessage
from ..ports import IdentityUnitOfWork
from ..proof_letters import code_message


@frozen(kw_only=True)
class IssueCode:
    """``message_id`` is that of the outbox. The hash is slow, and so made before the transaction."""

    message_id: UUID
    code_id: CodeId
    code: str = field(repr=False)
    code_hash: str = field(repr=False)


def issue_code(
    command: IssueCode, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> Letter | TextMessage | None:
    """Nothing where the time of the code is over. Raises :class:`NotFound`."""
    require(actor, Action.ISSUE_PROOF)
    code = uow.codes.get(command.code_id)
    if not code.may_be_tried(now):
        return None
    uow.codes.save(code.issued(command.code_hash))
    return code_message(command.message_id, code.target, command.code)
