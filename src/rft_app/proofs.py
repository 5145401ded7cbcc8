"""Registration and verification codes: what is slow on purpose happens between two transactions."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from attrs import field, frozen

from rft_domain.access.actor import SYSTEM, Actor, ActorKind
from rft_domain.identity.attempts import Purpose
from rft_domain.identity.password import check_password, normalised
from rft_domain.identity.proof_letters import CODE, INVITATION, REGISTRATION
from rft_domain.identity.use_cases.ask_to_register import AskToRegister, ask_to_register
from rft_domain.identity.use_cases.begin_log_in import BeginLogIn, begin_log_in
from rft_domain.identity.use_cases.confirm_code import (
    BeginConfirmation,
    FinishConfirmation,
    begin_confirmation,
    finish_confirmation,
)
from rft_domain.identity.use_cases.finish_registration import (
    FinishRegistration,
    SeeRegistration,
    finish_registration,
    see_registration,
)
from rft_domain.identity.use_cases.issue_code import IssueCode, issue_code
from rft_domain.identity.use_cases.issue_invitation import IssueInvitation, issue_invitation
from rft_domain.identity.use_cases.issue_registration import IssueRegistration, issue_registration
from rft_domain.identity.use_cases.start_verification import StartVerification, start_verification
from rft_domain.identity.user import User
from rft_domain.identity.verification import Channel, new_code
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden, Unauthenticated
from rft_domain.shared.ids import CodeId, InvitationId, RegistrationId, parse_uuid
from rft_domain.shared.mail import Letter
from rft_domain.shared.outbox import Message
from rft_domain.shared.sms import TextMessage

from .application import Application


@frozen(kw_only=True)
class NewAccount:
    email: Email = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    password: str = field(repr=False)


def register(application: Application, wanted: NewAccount, *, actor: Actor, origin: Origin) -> None:
    """One hash and one write for every address, known or not. Raises :class:`Invalid` at ``/password``."""
    command = AskToRegister(
        email=wanted.email,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        password_hash=application.passwords.hash(check_password(wanted.password, wanted.email)),
    )
    application.run(ask_to_register, command, actor=actor, origin=origin)


@frozen(kw_only=True)
class AddressProof:
    """The token of the letter, and the password of the registration."""

    token: str = field(repr=False)
    password: str = field(repr=False)


def prove_address(application: Application, proof: AddressProof, *, actor: Actor, origin: Origin) -> User:
    """Raises :class:`RegistrationRefused`; with a wrong password the token stays good."""
    seen = SeeRegistration(token=proof.token)
    registration = application.run(see_registration, seen, actor=actor, origin=origin)
    right = application.passwords.verify(registration.password_hash, normalised(proof.password))
    command = FinishRegistration(token=proof.token, right=right)
    return application.run(finish_registration, command, actor=actor, origin=origin)


@frozen(kw_only=True)
class NewEmail:
    """One's own from now on, or the one that is there and not proven yet; the password is asked for again."""

    email: Email = field(repr=False)
    password: str = field(repr=False)


def ask_for_email_code(application: Application, wanted: NewEmail, *, actor: Actor, origin: Origin) -> None:
    """Raises :class:`LogInRefused`."""
    if actor.user_id is None:
        raise Unauthenticated() if actor.kind is ActorKind.ANONYMOUS else Forbidden()
    with application.store.unit_of_work() as uow:
        present = uow.users.get(actor.user_id).email
    begin = BeginLogIn(email=present, purpose=Purpose.CHANGE_PASSWORD)
    begun = application.run(begin_log_in, begin, actor=actor, origin=origin)
    right = application.passwords.verify(begun.password_hash, normalised(wanted.password))
    command = StartVerification(target=wanted.email, begun=begun, right=right)
    application.run(start_verification, command, actor=actor, origin=origin)


@frozen(kw_only=True)
class TypedCode:
    channel: Channel
    code: str = field(repr=False)


def confirm(application: Application, typed: TypedCode, *, actor: Actor, origin: Origin) -> User:
    """Raises :class:`CodeRefused`, :class:`EmailTaken` or :class:`PhoneTaken`."""
    begin = BeginConfirmation(channel=typed.channel)
    begun = application.run(begin_confirmation, begin, actor=actor, origin=origin)
    right = application.passwords.verify(begun.code_hash, typed.code)
    finish = FinishConfirmation(begun=begun, right=right)
    return application.run(finish_confirmation, finish, actor=actor, origin=origin)


def _registration(application: Application, message: Message) -> Letter | None:
    registration_id = RegistrationId(parse_uuid(message.body["registration_id"], "/registration_id"))
    command = IssueRegistration(message_id=message.id, registration_id=registration_id)
    return application.run(issue_registration, command, actor=SYSTEM)


def _invitation(application: Application, message: Message) -> Letter | None:
    invitation_id = InvitationId(parse_uuid(message.body["invitation_id"], "/invitation_id"))
    command = IssueInvitation(message_id=message.id, invitation_id=invitation_id)
    return application.run(issue_invitation, command, actor=SYSTEM)


def _code(application: Application, message: Message) -> Letter | TextMessage | None:
    code = new_code(application.entropy)
    command = IssueCode(
        message_id=message.id,
        code_id=CodeId(parse_uuid(message.body["code_id"], "/code_id")),
        code=code,
        code_hash=application.passwords.hash(code),
    )
    return application.run(issue_code, command, actor=SYSTEM)


PROOFS_KEPT_FOR = timedelta(days=30)
"""After their time is over. They hold the address of who may never have heard of us."""

Writer = Callable[[Application, Message], Letter | TextMessage | None]
WRITERS: Mapping[str, Writer] = {REGISTRATION: _registration, INVITATION: _invitation, CODE: _code}
"""By topic of the outbox: what is written, with its token or code made as it is written."""
