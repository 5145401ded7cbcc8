"""Ask for a code that proves an address or a phone of one's own, or a new one (product.md A7)."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ...shared.email import Email
from ...shared.errors import Forbidden
from ...shared.ids import CodeId, UserId
from ...shared.phone import Phone
from ..attempts import verification_key
from ..errors import LogInRefused
from ..events import CodeAsked
from ..ports import IdentityUnitOfWork
from ..verification import VerificationCode
from .begin_log_in import Begun


@frozen(kw_only=True)
class StartVerification:
    """For an address the password is asked for again, and ``begun`` and ``right`` tell what came of it."""

    target: Email | Phone = field(repr=False)
    begun: Begun | None = None
    right: bool = False


def start_verification(command: StartVerification, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> None:
    """A code goes to the target, unless too many did. Whether somebody else has it is not said.

    Raises :class:`LogInRefused` where the password was wrong.
    """
    require(actor, Action.MANAGE_OWN_LOG_IN)
    user_id = actor.user_id
    if user_id is None:
        raise Forbidden(action=Action.MANAGE_OWN_LOG_IN.value)
    require_over(actor, Action.MANAGE_OWN_LOG_IN, Subject(user_id=user_id), sees=Action.MANAGE_OWN_LOG_IN)
    if isinstance(command.target, Email):
        _must_have_known_the_password(command, user_id, now, uow)
    user = uow.users.get(user_id)
    if _too_many(user.id, command.target, now, uow):
        return
    code = VerificationCode.open(id=CodeId(uow.entropy.uuid()), user_id=user.id, target=command.target, now=now)
    uow.codes.add(code)
    uow.record(CodeAsked(at=now, code_id=code.id))


def _must_have_known_the_password(
    command: StartVerification, user_id: UserId, now: datetime, uow: IdentityUnitOfWork
) -> None:
    begun = command.begun
    if begun is None or begun.user_id != user_id or not command.right:
        raise LogInRefused()
    uow.log_ins.save(uow.log_ins.hold(begun.key, now).cleared(now))


def _too_many(user_id: UserId, target: Email | Phone, now: datetime, uow: IdentityUnitOfWork) -> bool:
    """Of one user, or to one address or phone whoever asks; always held in this order."""
    locked = False
    for key in (verification_key(user_id), verification_key(target)):
        attempts = uow.log_ins.hold(key, now)
        uow.log_ins.save(attempts.one_more(now))
        locked = locked or attempts.locked(now)
    return locked
