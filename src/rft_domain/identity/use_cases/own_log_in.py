"""What the verbs that change one's own log-in have in common: the user, still as they were when they were asked."""

from ...access.actor import Actor
from ...access.decisions import Subject, require, require_over
from ...access.policy import Action
from ..errors import LogInRefused
from ..ports import IdentityUnitOfWork
from ..second_factor import Proof, SecondFactor
from ..user import User
from .begin_log_in import Begun


def own_log_in(begun: Begun, action: Action, actor: Actor, uow: IdentityUnitOfWork) -> User:
    """Raises :class:`LogInRefused` where the password was changed since, or the user is active no more."""
    require(actor, action)
    if begun.user_id is None:
        raise LogInRefused()
    require_over(actor, action, Subject(user_id=begun.user_id), sees=action)
    user = uow.users.get(begun.user_id)
    if not user.is_active or user.password_hash != begun.password_hash:
        raise LogInRefused()
    return user


def own_second_factor(user: User, proof: Proof | None, uow: IdentityUnitOfWork) -> SecondFactor:
    """The factor that is on, and that ``proof`` fits. Raises :class:`LogInRefused`."""
    factor = uow.second_factors.of_user(user.id)
    if factor is None or not factor.is_on or proof is None or not factor.accepts(proof):
        raise LogInRefused()
    return factor
