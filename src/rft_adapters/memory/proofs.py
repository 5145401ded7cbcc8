"""Registrations, invitations, codes, and who is a member."""

from collections.abc import Callable

from rft_domain.identity.errors import InvitationNotFound
from rft_domain.identity.invitation import Invitation
from rft_domain.identity.registration import Registration
from rft_domain.identity.user import User
from rft_domain.identity.verification import Channel, VerificationCode
from rft_domain.shared.errors import NotFound, StaleWrite
from rft_domain.shared.ids import CodeId, CustomerId, InvitationId, RegistrationId, UserId

from .identity import MemoryUsers
from .state import State


class MemoryRegistrations:
    def __init__(self, state: State) -> None:
        self._state = state
        self._saved: dict[RegistrationId, Registration] = {}

    def get(self, registration_id: RegistrationId) -> Registration:
        found = self._saved.get(registration_id) or self._state.registrations.get(registration_id)
        if found is None:
            raise NotFound()
        return found

    def by_token(self, token_hash: str) -> Registration | None:
        with self._state.lock:
            found = {**self._state.registrations, **self._saved}.values()
        return next((one for one in found if one.token_hash == token_hash), None)

    def add(self, registration: Registration) -> None:
        self._saved[registration.id] = registration

    def save(self, registration: Registration) -> None:
        self._saved[registration.id] = registration

    def check(self) -> None:
        for registration_id in self._saved:
            present = self._state.registrations.get(registration_id)
            if present is not None and present.used_at is not None:
                raise StaleWrite()

    def apply(self) -> None:
        self._state.registrations.update(self._saved)


class MemoryInvitations:
    def __init__(self, state: State) -> None:
        self._state = state
        self._saved: dict[InvitationId, Invitation] = {}

    def get(self, invitation_id: InvitationId) -> Invitation:
        found = self._saved.get(invitation_id) or self._state.invitations.get(invitation_id)
        if found is None:
            raise InvitationNotFound()
        return found

    def by_token(self, token_hash: str) -> Invitation | None:
        return next((one for one in self._all() if one.token_hash == token_hash), None)

    def of_customer(self, customer_id: CustomerId) -> tuple[Invitation, ...]:
        standing = (one for one in self._all() if one.customer_id == customer_id and one.stands)
        return tuple(sorted(standing, key=lambda one: (one.created_at, one.id), reverse=True))

    def add(self, invitation: Invitation) -> None:
        self._saved[invitation.id] = invitation

    def save(self, invitation: Invitation) -> None:
        self._saved[invitation.id] = invitation

    def _all(self) -> list[Invitation]:
        with self._state.lock:
            return list({**self._state.invitations, **self._saved}.values())

    def check(self) -> None:
        standing = {(one.customer_id, one.email): one.id for one in self._state.invitations.values() if one.stands}
        for saved in self._saved.values():
            present = self._state.invitations.get(saved.id)
            if present is not None and not present.stands:
                raise StaleWrite()
            if present is None and (saved.customer_id, saved.email) in standing:
                raise StaleWrite()

    def apply(self) -> None:
        self._state.invitations.update(self._saved)


class MemoryCodes:
    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state = state
        self._hold = hold
        self._saved: dict[CodeId, VerificationCode] = {}

    def get(self, code_id: CodeId) -> VerificationCode:
        found = self._saved.get(code_id) or self._state.codes.get(code_id)
        if found is None:
            raise NotFound()
        return found

    def hold_latest(self, user_id: UserId, channel: Channel) -> VerificationCode | None:
        self._hold()
        found = {**self._state.codes, **self._saved}.values()
        mine = [one for one in found if (one.user_id, one.channel) == (user_id, channel)]
        return max(mine, key=lambda one: (one.created_at, one.id), default=None)

    def add(self, code: VerificationCode) -> None:
        self._saved[code.id] = code

    def save(self, code: VerificationCode) -> None:
        self._saved[code.id] = code

    def check(self) -> None:
        for code_id in self._saved:
            present = self._state.codes.get(code_id)
            if present is not None and present.used_at is not None:
                raise StaleWrite()

    def apply(self) -> None:
        self._state.codes.update(self._saved)


class MemoryMembers:
    def __init__(self, state: State, users: MemoryUsers, hold: Callable[[], None]) -> None:
        self._state, self._users, self._hold = state, users, hold

    def hold(self, customer_id: CustomerId) -> tuple[User, ...]:
        self._hold()
        return self.of(customer_id)

    def of(self, customer_id: CustomerId) -> tuple[User, ...]:
        with self._state.lock:
            ids = [user.id for user in self._state.users.values() if user.customer_id == customer_id]
        mine = {user.id: user for user in (*map(self._users.get, ids), *self._users.saved())}
        members = (user for user in mine.values() if user.customer_id == customer_id)
        return tuple(sorted(members, key=lambda user: (user.created_at, user.id)))
