"""Faults of registration, codes, invitations and consents."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve

from ...customers.preferences import ConsentChange, Preferences
from ...identity.invitation import Invitation
from ...identity.registration import Registration
from ...identity.user import User
from ...identity.verification import VerificationCode
from ...shared.email import Email
from ...shared.errors import StaleWrite
from ...shared.ids import CustomerId
from ..ports import Open, Ports
from .fault import fault, instead, swapping


@fault("S40")
def tokens_used_twice(open_unit_of_work: Open) -> Open:
    """That a token was used is not kept."""

    def swap(parts: Ports) -> Ports:
        def save(registration: Registration) -> None:
            parts.registrations.save(evolve(registration, used_at=None))

        return evolve(parts, registrations=instead(parts.registrations, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S40")
def codes_used_twice(open_unit_of_work: Open) -> Open:
    """That a code was used is not kept."""

    def swap(parts: Ports) -> Ports:
        def save(code: VerificationCode) -> None:
            parts.codes.save(evolve(code, used_at=None))

        return evolve(parts, codes=instead(parts.codes, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S40")
def revoked_and_accepted(open_unit_of_work: Open) -> Open:
    """An invitation that was revoked can still be accepted."""

    def swap(parts: Ports) -> Ports:
        def save(invitation: Invitation) -> None:
            parts.invitations.save(evolve(invitation, revoked_at=None))

        return evolve(parts, invitations=instead(parts.invitations, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S41")
def expired_tokens_work(open_unit_of_work: Open) -> Open:
    """Registrations come back with a later end."""

    def swap(parts: Ports) -> Ports:
        def by_token(token_hash: str) -> Registration | None:
            found = parts.registrations.by_token(token_hash)
            return evolve(found, expires_at=found.expires_at + timedelta(days=1)) if found else None

        return evolve(parts, registrations=instead(parts.registrations, by_token=by_token))

    return swapping(open_unit_of_work, swap)


@fault("S41")
def invitations_end_early(open_unit_of_work: Open) -> Open:
    """The end of an invitation loses its microseconds."""

    def swap(parts: Ports) -> Ports:
        def add(invitation: Invitation) -> None:
            parts.invitations.add(evolve(invitation, expires_at=invitation.expires_at.replace(microsecond=0)))

        return evolve(parts, invitations=instead(parts.invitations, add=add))

    return swapping(open_unit_of_work, swap)


@fault("S42")
def everybody_proven(open_unit_of_work: Open) -> Open:
    """Users made by a booking count as proven."""

    def swap(parts: Ports) -> Ports:
        def add(user: User) -> None:
            parts.users.add_unless_known(evolve(user, email_verified=True))

        return evolve(parts, users=instead(parts.users, add_unless_known=add))

    return swapping(open_unit_of_work, swap)


@fault("S42")
def history_left_behind(open_unit_of_work: Open) -> Open:
    """The customer of an address is not found again once its user was unlinked."""
    return swapping(
        open_unit_of_work,
        lambda parts: evolve(parts, customers=instead(parts.customers, by_email=lambda email: None)),
    )


@fault("S43")
def guesses_not_counted(open_unit_of_work: Open) -> Open:
    """The tries of a code are not kept: a sixth guess is accepted."""

    def swap(parts: Ports) -> Ports:
        def save(code: VerificationCode) -> None:
            parts.codes.save(evolve(code, tries=min(code.tries, 4)))

        return evolve(parts, codes=instead(parts.codes, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S44")
def members_found_without_customer(open_unit_of_work: Open) -> Open:
    """Found by address, a user comes back without their customer."""

    def swap(parts: Ports) -> Ports:
        def by_email(email: Email) -> User | None:
            found = parts.users.by_email(email)
            return evolve(found, customer_id=None) if found else None

        return evolve(parts, users=instead(parts.users, by_email=by_email))

    return swapping(open_unit_of_work, swap)


@fault("S44")
def members_not_listed(open_unit_of_work: Open) -> Open:
    """Of the members of a customer only the oldest is listed."""

    def swap(parts: Ports) -> Ports:
        def of(customer_id: CustomerId) -> tuple[User, ...]:
            return parts.members.of(customer_id)[:1]

        return evolve(parts, members=instead(parts.members, of=of))

    return swapping(open_unit_of_work, swap)


@fault("S45")
def invited_twice(open_unit_of_work: Open) -> Open:
    """A second invitation of one address is dropped, and nobody is told."""

    def swap(parts: Ports) -> Ports:
        added: list[Invitation] = []

        def add(invitation: Invitation) -> None:
            added.append(invitation)
            parts.invitations.add(invitation)

        def commit() -> None:
            try:
                parts.commit()
            except StaleWrite:
                if not added:
                    raise

        return evolve(parts, invitations=instead(parts.invitations, add=add), commit=commit)

    return swapping(open_unit_of_work, swap)


def _reading_history(open_unit_of_work: Open, change: Any) -> Open:
    def swap(parts: Ports) -> Ports:
        def history(customer_id: CustomerId) -> tuple[ConsentChange, ...]:
            found: tuple[ConsentChange, ...] = change(parts.consents.history(customer_id))
            return found

        return evolve(parts, consents=instead(parts.consents, history=history))

    return swapping(open_unit_of_work, swap)


@fault("S46")
def consent_history_edited(open_unit_of_work: Open) -> Open:
    """Every line of the history carries the instant of the latest change."""

    def edit(lines: tuple[ConsentChange, ...]) -> tuple[ConsentChange, ...]:
        return tuple(evolve(line, at=lines[-1].at) for line in lines)

    return _reading_history(open_unit_of_work, edit)


@fault("S46")
def consent_history_cut(open_unit_of_work: Open) -> Open:
    """Of each choice only the latest change is kept."""

    def cut(lines: tuple[ConsentChange, ...]) -> tuple[ConsentChange, ...]:
        return tuple({line.field: line for line in lines}.values())

    return _reading_history(open_unit_of_work, cut)


@fault("S47")
def preferences_overwritten(open_unit_of_work: Open) -> Open:
    """Preferences are written over whatever is there."""

    def swap(parts: Ports) -> Ports:
        staged: list[tuple[Preferences, Sequence[ConsentChange]]] = []

        def save(preferences: Preferences, changes: Sequence[ConsentChange]) -> None:
            staged.append((preferences, changes))

        def commit() -> None:
            parts.commit()
            with open_unit_of_work() as other:
                for preferences, changes in staged:
                    version = other.consents.get(preferences.customer_id).version + 1
                    lines = [evolve(change, version=version) for change in changes]
                    other.consents.save(evolve(preferences, version=version), lines)
                other.commit()

        return evolve(parts, consents=instead(parts.consents, save=save), commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S48")
def invited_address_not_as_typed(open_unit_of_work: Open) -> Open:
    """Of an invited address only its identity is kept."""

    def swap(parts: Ports) -> Ports:
        def add(invitation: Invitation) -> None:
            identity = invitation.email.identity
            parts.invitations.add(evolve(invitation, email=Email(identity, identity)))

        return evolve(parts, invitations=instead(parts.invitations, add=add))

    return swapping(open_unit_of_work, swap)
