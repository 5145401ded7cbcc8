"""Prove the address of a registration: now there is an account, and the history of the address is its own."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import UserId
from ..attempts import Purpose, attempts_key
from ..errors import RegistrationRefused
from ..ports import IdentityUnitOfWork
from ..registration import Registration
from ..tokens import token_hash
from ..user import User


@frozen(kw_only=True)
class SeeRegistration:
    token: str = field(repr=False)


@frozen(kw_only=True)
class FinishRegistration:
    """``right``: the password is that of the registration."""

    token: str = field(repr=False)
    right: bool


def see_registration(query: SeeRegistration, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> Registration:
    """Against what the password is to be checked. Raises :class:`RegistrationRefused`."""
    require(actor, Action.PROVE_ADDRESS)
    return _open(query.token, now, uow)


def finish_registration(command: FinishRegistration, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> User:
    """The user, who can log in now. What news of the proof follows, links them to the customer of the address.

    A user who was there without a password, as a booking makes them, keeps name and link. Raises
    :class:`RegistrationRefused`, also where the address has an account with a password by now.
    """
    require(actor, Action.PROVE_ADDRESS)
    registration = _open(command.token, now, uow)
    if not command.right:
        raise RegistrationRefused()
    uow.registrations.save(registration.used(now))
    user = uow.users.by_email(registration.email)
    if user is None:
        user = _new_user(registration, now, uow)
    elif not user.is_active or user.password_hash is not None:
        raise RegistrationRefused()
    proven = user.with_password(registration.password_hash, now, by_mail=True)
    uow.users.save(proven)
    uow.log_ins.save(uow.log_ins.hold(attempts_key(Purpose.LOG_IN, proven.email), now).cleared(now))
    return proven


def _open(token: str, now: datetime, uow: IdentityUnitOfWork) -> Registration:
    registration = uow.registrations.by_token(token_hash(token))
    if registration is None or not registration.is_open(now):
        raise RegistrationRefused()
    return registration


def _new_user(registration: Registration, now: datetime, uow: IdentityUnitOfWork) -> User:
    user = User.register(
        id=UserId(uow.entropy.uuid()),
        email=registration.email,
        first_name=registration.first_name,
        last_name=registration.last_name,
        now=now,
    )
    uow.users.add_unless_known(user)
    return user
