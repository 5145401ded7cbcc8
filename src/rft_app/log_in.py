"""Log-in and passwords: what is slow on purpose happens between two transactions, never inside one."""

from contextlib import suppress
from datetime import datetime

from attrs import field, frozen

from rft_domain.access.actor import ANONYMOUS, Actor, ActorKind
from rft_domain.access.limits import EVERYBODY, LOG_IN_FAILURES, expect_room
from rft_domain.identity.attempts import Purpose
from rft_domain.identity.auth_session import AuthSession
from rft_domain.identity.errors import LogInRefused
from rft_domain.identity.password import check_password, normalised, stands_alone
from rft_domain.identity.recovery import recovery_hash
from rft_domain.identity.second_factor import Proof
from rft_domain.identity.tokens import token_hash
from rft_domain.identity.use_cases.begin_log_in import BeginLogIn, Begun, begin_log_in
from rft_domain.identity.use_cases.change_password import ChangePassword, change_password
from rft_domain.identity.use_cases.create_superuser import CreateSuperuser, create_superuser
from rft_domain.identity.use_cases.finish_log_in import FinishLogIn, LogIn, finish_log_in
from rft_domain.identity.use_cases.rehash_password import RehashPassword, rehash_password
from rft_domain.identity.use_cases.reset_password import ResetPassword, SeeReset, reset_password, see_reset
from rft_domain.identity.user import Role, User
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden, Invalid, RftError, Unauthenticated
from rft_domain.shared.ids import UserId

from .application import Application

_KINDS = {
    Role.INSTRUCTOR: ActorKind.INSTRUCTOR,
    Role.ADMIN: ActorKind.ADMIN,
    Role.SUPERUSER: ActorKind.SUPERUSER,
}


@frozen(kw_only=True)
class PasswordLogIn:
    """``device_token`` is what an earlier log-in from the same device was given, if any.

    ``code`` is of the authenticator, or a recovery code, for those who have a second factor.
    """

    email: Email
    password: str = field(repr=False)
    device_token: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


def log_in(application: Application, wanted: PasswordLogIn, *, actor: Actor, origin: Origin) -> LogIn:
    """Raises :class:`LogInRefused`, and :class:`Busy` where too many log in at once.

    While strangers have failed too often, everywhere together, only known devices get further: :class:`TooMany`.
    """
    begin = BeginLogIn(email=wanted.email, device_token=wanted.device_token)
    begun = application.run(begin_log_in, begin, actor=actor, origin=origin)
    stranger, password = begun.device_id is None, normalised(wanted.password)
    if stranger:
        expect_room(application.limiter, LOG_IN_FAILURES, EVERYBODY)
    finish = FinishLogIn(
        begun=begun,
        right=application.passwords.verify(begun.password_hash, password),
        stands_alone=stands_alone(password),
        proof=proof_of(application, begun, wanted.code),
        ip=origin.ip,
        user_agent=origin.user_agent,
    )
    try:
        done = application.run(finish_log_in, finish, actor=actor, origin=origin)
    except LogInRefused:
        if stranger:
            application.limiter.take(LOG_IN_FAILURES, EVERYBODY)
        raise
    _rehash(application, done, password, origin)
    return done


def proof_of(application: Application, begun: Begun, code: str | None) -> Proof | None:
    """What ``code`` shows of the user's second factor, after the same work where there is none."""
    typed, factor, step = code or "", begun.factor, None
    if application.authenticator is not None:
        sealed = factor.sealed_secret if factor is not None else None
        step = application.authenticator.step_of(typed, sealed, begun.user_id, application.clock())
    proof = Proof(step=step) if step is not None else Proof(recovery_hash=recovery_hash(typed))
    return proof if factor is not None and factor.accepts(proof) else None


def _rehash(application: Application, done: LogIn, password: str, origin: Origin) -> None:
    """At the cost of today. The log-in stands, whatever comes of this."""
    old_hash = done.user.password_hash
    if old_hash is None or not application.passwords.is_outdated(old_hash):
        return
    with suppress(RftError):
        new_hash = application.passwords.hash(password)
        command = RehashPassword(user_id=done.user.id, old_hash=old_hash, new_hash=new_hash)
        application.run(rehash_password, command, actor=acting(done.user, done.session), origin=origin)


def actor_of(application: Application, token: str) -> Actor:
    """Who holds ``token``: in one read, or two for a guest of the portal. Raises :class:`Unauthenticated`."""
    now, hashed = application.clock(), token_hash(token)
    with application.store.unit_of_work() as uow:
        found = uow.auth_sessions.by_token(hashed)
        opened = uow.portal_sessions.by_token(hashed) if found is None else None
    if opened is not None and opened.is_open(now):
        return opened.guest(now)
    if found is None:
        raise Unauthenticated()
    session, user = found
    if not (session.is_open(now) and user.is_active):
        raise Unauthenticated()
    _note(application, session, now)
    return acting(user, session)


def acting(user: User, session: AuthSession) -> Actor:
    """Members act for their customer once their address is proven (product.md A5); staff have none."""
    member = ActorKind.ORGANISER if user.is_organizer else ActorKind.CUSTOMER
    kind = _KINDS.get(user.role, member)
    customer_id = user.customer_id if kind is member and user.email_verified else None
    return Actor(kind=kind, user_id=user.id, customer_id=customer_id, session_id=session.id)


def _note(application: Application, session: AuthSession, now: datetime) -> None:
    if session.to_be_noted(now):
        application.store.note_seen(session.id, now)


def own_id(actor: Actor) -> UserId:
    """Raises :class:`Unauthenticated`, or :class:`Forbidden` for who is nobody in particular."""
    if actor.user_id is None:
        raise Unauthenticated() if actor.kind is ActorKind.ANONYMOUS else Forbidden()
    return actor.user_id


@frozen(kw_only=True)
class NewPassword:
    """One's own, to be changed; the old one is asked for again."""

    old: str = field(repr=False)
    new: str = field(repr=False)


def choose_password(application: Application, wanted: NewPassword, *, actor: Actor, origin: Origin) -> User:
    """All other sessions of the user end. Raises :class:`LogInRefused` or :class:`Invalid` at ``/new_password``."""
    actor_id = own_id(actor)
    with application.store.unit_of_work() as uow:
        email = uow.users.get(actor_id).email
        factor = uow.second_factors.of_user(actor_id)
    new = _checked(wanted.new, email, second_factor=factor is not None and factor.is_on)
    begin = BeginLogIn(email=email, purpose=Purpose.CHANGE_PASSWORD)
    begun = application.run(begin_log_in, begin, actor=actor, origin=origin)
    right = application.passwords.verify(begun.password_hash, normalised(wanted.old))
    change = ChangePassword(begun=begun, right=right, password_hash=application.passwords.hash(new))
    return application.run(change_password, change, actor=actor, origin=origin)


@frozen(kw_only=True)
class ResetWanted:
    token: str = field(repr=False)
    new: str = field(repr=False)


def reset_with_token(application: Application, wanted: ResetWanted, *, actor: Actor, origin: Origin) -> User:
    """Raises :class:`ResetRefused`, or :class:`Invalid` at ``/new_password``, which leaves the token valid."""
    with application.store.unit_of_work() as uow:
        seen = see_reset(SeeReset(token=wanted.token), actor=ANONYMOUS, now=application.clock(), uow=uow)
    new = _checked(wanted.new, seen.user.email, second_factor=seen.second_factor)
    password_hash = application.passwords.hash(new)
    command = ResetPassword(token=wanted.token, password_hash=password_hash)
    return application.run(reset_password, command, actor=actor, origin=origin)


@frozen(kw_only=True)
class NewSuperuser:
    email: Email
    first_name: str
    last_name: str
    password: str = field(repr=False)


def make_superuser(application: Application, wanted: NewSuperuser, *, actor: Actor) -> User:
    """Raises :class:`Invalid` at ``/password``, or :class:`EmailTaken`."""
    password_hash = application.passwords.hash(check_password(wanted.password, wanted.email))
    command = CreateSuperuser(
        email=wanted.email,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        password_hash=password_hash,
    )
    return application.run(create_superuser, command, actor=actor)


def _checked(typed: str, email: Email, *, second_factor: bool) -> str:
    try:
        return check_password(typed, email, second_factor=second_factor)
    except Invalid as invalid:
        raise Invalid.at("/new_password", invalid.errors[0].detail) from None
