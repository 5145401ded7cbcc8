"""Ask for an account with a password: a letter follows (product.md A5)."""

from datetime import datetime

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import RegistrationId
from ...shared.text import text
from ..attempts import Purpose, attempts_key
from ..events import RegistrationAsked
from ..ports import IdentityUnitOfWork
from ..registration import Registration


@frozen(kw_only=True)
class AskToRegister:
    email: Email = field(repr=False)
    first_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    last_name: str = field(validator=text(at_least=1, at_most=100), repr=False)
    password_hash: str = field(repr=False)


def ask_to_register(command: AskToRegister, *, actor: Actor, now: datetime, uow: IdentityUnitOfWork) -> None:
    """Nobody is looked up here: answer and time are the same for every address. The letter makes the difference.

    After too many for one address nothing more is kept for a while, and the answer is still the same.
    """
    require(actor, Action.PROVE_ADDRESS)
    attempts = uow.log_ins.hold(attempts_key(Purpose.REGISTER, command.email), now)
    uow.log_ins.save(attempts.one_more(now))
    if attempts.locked(now):
        return
    registration = Registration.open(
        id=RegistrationId(uow.entropy.uuid()),
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        password_hash=command.password_hash,
        now=now,
    )
    uow.registrations.add(registration)
    uow.record(RegistrationAsked(at=now, registration_id=registration.id))
