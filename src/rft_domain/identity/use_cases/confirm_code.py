"""Prove an address or a phone by its code, in two halves like a log-in: the slow check happens between them."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.email import Email
from ...shared.errors import Forbidden
from ...shared.ids import CodeId, UserId
from ..errors import CodeRefused, EmailTaken, PhoneTaken
from ..events import EmailReplaced
from ..ports import IdentityUnitOfWork
from ..user import User
from ..verification import Channel, VerificationCode
from .end_auth_session import end_all


@frozen(kw_only=True)
class BeginConfirmation:
    channel: Channel


@frozen(kw_only=True)
class BegunConfirmation:
    """Both ``None`` where no code can be right: none asked for, used, expired, or tried too often."""

    code_id: CodeId | None = None
    code_hash: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class FinishConfirmation:
    """``right``: the code was."""

    begun: BegunConfirmation
    right: bool


def begin_confirmation(
    command: BeginConfirmation, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork
) -> BegunConfirmation:
    """The try is counted before the code is looked at: so many at the same moment get no further."""
    user_id = _own(actor)
    code = uow.codes.hold_latest(user_id, command.channel)
    if code is None or not code.may_be_tried(now):
        return BegunConfirmation()
    uow.codes.save(code.tried())
    return BegunConfirmation(code_id=code.id, code_hash=code.code_hash)


def finish_confirmation(command: FinishConfirmation, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The user, whose address or phone it is from now on; for a new address all other sessions end, and the old one is
    written to.

    Raises :class:`CodeRefused`, and :class:`EmailTaken` or :class:`PhoneTaken` where somebody else has it.
    """
    user_id = _own(actor)
    if command.begun.code_id is None or not command.right:
        raise CodeRefused()
    code = uow.codes.get(command.begun.code_id)
    require_over(actor, Action.MANAGE_OWN_LOG_IN, Subject(user_id=code.user_id), sees=Action.MANAGE_OWN_LOG_IN)
    if not code.is_open(now):
        raise CodeRefused()
    user = uow.users.get(user_id)
    changed = _proven(user, code, now, uow)
    replaced = user.email if changed.email != user.email else None
    uow.codes.save(code.used(now, replaced=replaced))
    uow.users.save(changed)
    if replaced is not None:
        uow.record(EmailReplaced(at=now, code_id=code.id))
        end_all(user.id, now, uow, but=actor.session_id)
    return changed


def _proven(user: User, code: VerificationCode, now: datetime, uow: IdentityUnitOfWork) -> User:
    target = code.target
    if isinstance(target, Email):
        other = uow.users.by_email(target)
        if other is not None and other.id != user.id:
            raise EmailTaken()
        return user.with_proven_email(target, now)
    other = uow.users.by_phone(target)
    if other is not None and other.id != user.id:
        raise PhoneTaken()
    return user.with_proven_phone(target, now)


def _own(actor: Actor) -> UserId:
    require(actor, Action.MANAGE_OWN_LOG_IN)
    if actor.user_id is None:
        raise Forbidden(action=Action.MANAGE_OWN_LOG_IN.value)
    return actor.user_id
