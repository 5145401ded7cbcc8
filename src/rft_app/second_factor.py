"""One's own second factor: begun, turned on and off, with new recovery codes (product.md A8)."""

from attrs import field, frozen

from rft_domain.access.actor import Actor
from rft_domain.access.decisions import require
from rft_domain.access.policy import Action
from rft_domain.identity.attempts import Purpose
from rft_domain.identity.errors import SecondFactorUnavailable
from rft_domain.identity.password import normalised, stands_alone
from rft_domain.identity.recovery import new_recovery_codes, recovery_hash
from rft_domain.identity.second_factor import SecondFactor
from rft_domain.identity.use_cases.begin_log_in import BeginLogIn, Begun, begin_log_in
from rft_domain.identity.use_cases.begin_second_factor import BeginSecondFactor, begin_second_factor
from rft_domain.identity.use_cases.renew_recovery_codes import RenewRecoveryCodes, renew_recovery_codes
from rft_domain.identity.use_cases.turn_off_second_factor import TurnOffSecondFactor, turn_off_second_factor
from rft_domain.identity.use_cases.turn_on_second_factor import TurnOnSecondFactor, turn_on_second_factor
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email

from .application import Application
from .log_in import own_id, proof_of


@frozen(kw_only=True)
class PasswordAgain:
    password: str = field(repr=False)


@frozen(kw_only=True)
class CodeShown:
    code: str = field(repr=False)


@frozen(kw_only=True)
class PasswordAndCode:
    """``code`` may be a recovery code, which is used up."""

    password: str = field(repr=False)
    code: str = field(repr=False)


@frozen(kw_only=True)
class NewSecret:
    """The only time that it is seen: in base32, and as what an authenticator reads."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@frozen(kw_only=True)
class NewRecoveryCodes:
    """The only time that they are seen."""

    codes: tuple[str, ...] = field(repr=False)


def begin(application: Application, wanted: PasswordAgain, *, actor: Actor, origin: Origin) -> NewSecret:
    """Raises SecondFactorUnavailable, :class:`LogInRefused` or SecondFactorIsOn."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    if application.authenticator is None:
        raise SecondFactorUnavailable()
    begun, email = _counted(application, actor, origin)
    right = application.passwords.verify(begun.password_hash, normalised(wanted.password))
    secret, sealed = application.authenticator.new_secret(own_id(actor))
    command = BeginSecondFactor(begun=begun, right=right, sealed_secret=sealed)
    application.run(begin_second_factor, command, actor=actor, origin=origin)
    return NewSecret(secret=secret, uri=application.authenticator.uri(secret, email.typed))


def turn_on(application: Application, wanted: CodeShown, *, actor: Actor, origin: Origin) -> NewRecoveryCodes:
    """Raises SecondFactorIsOn, SecondFactorIsOff where none was begun, or :class:`CodeRefused`."""
    begun, _ = _counted(application, actor, origin)
    codes = new_recovery_codes(application.entropy)
    proof = proof_of(application, begun, wanted.code)
    command = TurnOnSecondFactor(begun=begun, proof=proof, recovery_hashes=frozenset(map(recovery_hash, codes)))
    application.run(turn_on_second_factor, command, actor=actor, origin=origin)
    return NewRecoveryCodes(codes=codes)


def turn_off(application: Application, wanted: PasswordAndCode, *, actor: Actor, origin: Origin) -> SecondFactor:
    """Raises :class:`LogInRefused`, or PasswordTooShortAlone."""
    begun, _ = _counted(application, actor, origin)
    password = normalised(wanted.password)
    command = TurnOffSecondFactor(
        begun=begun,
        right=application.passwords.verify(begun.password_hash, password),
        stands_alone=stands_alone(password),
        proof=proof_of(application, begun, wanted.code),
    )
    return application.run(turn_off_second_factor, command, actor=actor, origin=origin)


def renew_codes(application: Application, wanted: PasswordAndCode, *, actor: Actor, origin: Origin) -> NewRecoveryCodes:
    """Raises :class:`LogInRefused`."""
    begun, _ = _counted(application, actor, origin)
    codes = new_recovery_codes(application.entropy)
    command = RenewRecoveryCodes(
        begun=begun,
        right=application.passwords.verify(begun.password_hash, normalised(wanted.password)),
        proof=proof_of(application, begun, wanted.code),
        recovery_hashes=frozenset(map(recovery_hash, codes)),
    )
    application.run(renew_recovery_codes, command, actor=actor, origin=origin)
    return NewRecoveryCodes(codes=codes)


def _counted(application: Application, actor: Actor, origin: Origin) -> tuple[Begun, Email]:
    """Whoever has got hold of a session guesses neither password nor code: attempts are counted as for a new password.

    And the address of the user.
    """
    user_id = own_id(actor)
    with application.store.unit_of_work() as uow:
        email = uow.users.get(user_id).email
    begin_one = BeginLogIn(email=email, purpose=Purpose.CHANGE_PASSWORD)
    return application.run(begin_log_in, begin_one, actor=actor, origin=origin), email
