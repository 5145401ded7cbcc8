"""Log-in: attempts, sessions, devices and resets."""

from collections.abc import Callable
from datetime import datetime

from rft_domain.identity.attempts import Attempts
from rft_domain.identity.auth_session import AuthSession, Device
from rft_domain.identity.errors import AuthSessionNotFound
from rft_domain.identity.forgetting import OldLogIns
from rft_domain.identity.marks import marked
from rft_domain.identity.password_reset import PasswordReset
from rft_domain.identity.user import User
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.ids import AuthSessionId, DeviceId, ResetId, UserId

from .state import State

Mark = tuple[UserId, Attempts | None, datetime | None]


class MemoryLogIns:
    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state = state
        self._hold = hold
        self._saved: dict[str, Attempts] = {}
        self._marks: list[Mark] = []

    def hold(self, key: str, now: datetime) -> Attempts:
        self._hold()
        return self._saved.get(key) or self._state.attempts.get(key) or Attempts(key=key, last_at=now)

    def save(self, attempts: Attempts) -> None:
        self._saved[attempts.key] = attempts

    def mark(self, user_id: UserId, attempts: Attempts | None, logged_in_at: datetime | None) -> None:
        self._marks.append((user_id, attempts, logged_in_at))

    def check(self) -> None:
        """There is nothing that could stand against what is held."""

    def apply(self) -> None:
        self._state.attempts.update(self._saved)
        for user_id, attempts, logged_in_at in self._marks:
            if (user := self._state.users.get(user_id)) is not None:
                self._state.users[user_id] = marked(user, attempts, logged_in_at)


class MemoryAuthSessions:
    def __init__(self, state: State) -> None:
        self._state = state
        self._saved: dict[AuthSessionId, AuthSession] = {}

    def by_token(self, token_hash: str) -> tuple[AuthSession, User] | None:
        session_id = self._state.auth_sessions_by_token.get(token_hash)
        if session_id is None:
            return None
        session = self.get(session_id)
        return session, self._state.users[session.user_id]

    def of_user(self, user_id: UserId) -> tuple[AuthSession, ...]:
        with self._state.lock:
            found = {**self._state.auth_sessions, **self._saved}.values()
        mine = (session for session in found if session.user_id == user_id and session.revoked_at is None)
        return tuple(sorted(mine, key=lambda session: (session.created_at, session.id), reverse=True))

    def get(self, session_id: AuthSessionId) -> AuthSession:
        session = self._saved.get(session_id) or self._state.auth_sessions.get(session_id)
        if session is None:
            raise AuthSessionNotFound()
        return session

    def add(self, session: AuthSession) -> None:
        self._saved[session.id] = session

    def revoke(self, session: AuthSession) -> None:
        self._saved[session.id] = session

    def check(self) -> None:
        """A session is never changed back."""

    def apply(self) -> None:
        for session in self._saved.values():
            self._state.auth_sessions[session.id] = session
            self._state.auth_sessions_by_token[session.token_hash] = session.id


class MemoryDevices:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: dict[DeviceId, Device] = {}

    def by_token(self, token_hash: str) -> Device | None:
        with self._state.lock:
            found = [*self._state.devices.values(), *self._added.values()]
        return next((device for device in found if device.token_hash == token_hash), None)

    def add(self, device: Device) -> None:
        self._added[device.id] = device

    def check(self) -> None:
        """There is nothing that could stand against a device."""

    def apply(self) -> None:
        self._state.devices.update(self._added)


class MemoryResets:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: dict[ResetId, PasswordReset] = {}
        self._used: dict[ResetId, PasswordReset] = {}

    def by_token(self, token_hash: str) -> PasswordReset | None:
        with self._state.lock:
            found = {**self._state.resets, **self._added, **self._used}.values()
        return next((reset for reset in found if reset.token_hash == token_hash), None)

    def add(self, reset: PasswordReset) -> None:
        self._added[reset.id] = reset

    def use(self, reset: PasswordReset) -> None:
        self._used[reset.id] = reset

    def check(self) -> None:
        for reset_id in self._used:
            present = self._state.resets.get(reset_id)
            if present is not None and present.used_at is not None:
                raise StaleWrite()

    def apply(self) -> None:
        self._state.resets.update(self._added)
        self._state.resets.update(self._used)


def forget_log_ins(state: State, old: OldLogIns) -> int:
    """How many are gone."""
    attempts = [one.key for one in state.attempts.values() if one.last_at < old.attempts_before]
    sessions = [one for one in state.auth_sessions.values() if one.expires_at < old.ended_before]
    resets = [one.id for one in state.resets.values() if one.expires_at < old.ended_before]
    devices = [one.id for one in state.devices.values() if one.created_at < old.devices_before]
    for key in attempts:
        del state.attempts[key]
    for session in sessions:
        del state.auth_sessions[session.id], state.auth_sessions_by_token[session.token_hash]
    for reset_id in resets:
        del state.resets[reset_id]
    for device_id in devices:
        del state.devices[device_id]
    return len(attempts) + len(sessions) + len(resets) + len(devices)
