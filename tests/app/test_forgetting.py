"""What of log-ins is dropped, and what is kept; hashes of an old cost are replaced; guards that were taken out."""

from datetime import datetime, timedelta

import argon2
import pytest

from rft_adapters.crypto import CHEAP, Argon2Passwords, Cost
from rft_domain.identity import auth_session
from rft_domain.identity.attempts import AT_ONCE, attempts_key
from rft_domain.identity.errors import LogInRefused
from rft_domain.identity.forgetting import OldLogIns
from rft_domain.identity.tokens import token_hash
from rft_domain.identity.use_cases import begin_log_in
from rft_domain.shared.errors import Busy
from tests.app.test_log_in import PASSWORD, Door, door

__all__ = ["door"]


def kept(door: Door, session: str, device: str, reset: str) -> tuple[bool, bool, bool]:
    with door.application.store.unit_of_work() as uow:
        return (
            uow.auth_sessions.by_token(token_hash(session)) is not None,
            uow.devices.by_token(token_hash(device)) is not None,
            uow.resets.by_token(token_hash(reset)) is not None,
        )


def test_sessions_resets_devices_and_attempts_are_dropped_when_they_are_old(door: Door) -> None:
    entered = door.enter()
    door.guess(AT_ONCE)
    door.ask()
    tokens = (entered.token, entered.device_token or "", door.code())
    store, now = door.application.store, door.clock()

    def forgotten(**later: int) -> int:
        return store.forget_log_ins(OldLogIns.at(now + timedelta(**later)))

    assert forgotten(hours=24) == 0
    assert isinstance(door.refused(password=PASSWORD), LogInRefused)
    assert forgotten(hours=24, seconds=1) == 2, "the attempts to log in, and to ask for a letter"
    assert kept(door, *tokens) == (True, True, True)
    assert forgotten(days=7, hours=1) == 1
    assert kept(door, *tokens) == (True, True, False)
    assert forgotten(days=7, hours=13) == 1
    assert kept(door, *tokens) == (False, True, False)
    assert forgotten(days=365) == 0
    assert forgotten(days=365, seconds=1) == 1
    assert kept(door, *tokens) == (False, False, False)
    door.enter()


def test_the_worker_forgets(door: Door) -> None:
    token = door.enter().token
    door.worker.forget(door.clock() + timedelta(days=8))
    assert kept(door, token, "", "")[0] is False


def outdated(door: Door) -> Argon2Passwords:
    """From now on hashes are made at another cost."""
    dearer = door.hasher._passwords = Argon2Passwords(Cost(memory=2 * CHEAP.memory, time=1), patience=60)
    return dearer


def memory_cost(door: Door) -> int:
    stored = door.seen().password_hash
    assert stored is not None
    return argon2.extract_parameters(stored).memory_cost


def test_a_hash_of_an_old_cost_is_replaced_by_the_next_log_in_and_by_nothing_else(door: Door) -> None:
    outdated(door)
    door.refused()
    assert memory_cost(door) == CHEAP.memory
    version = door.seen().version
    here = door.enter()
    assert (memory_cost(door), door.seen().version) == (2 * CHEAP.memory, version + 1)
    door.who(here.token)
    door.enter()
    assert door.seen().version == version + 1


def test_a_log_in_stands_where_its_password_could_not_be_hashed_anew(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    outdated(door)

    def busy(password: str) -> str:
        raise Busy()

    monkeypatch.setattr(door.hasher, "hash", busy)
    door.who(door.enter().token)
    assert memory_cost(door) == CHEAP.memory


def test_a_password_that_was_changed_meanwhile_is_not_put_back(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    dearer, changed = outdated(door), datetime.now(door.clock().tzinfo)

    def overtaken(password: str) -> str:
        with door.application.store.unit_of_work() as uow:
            uow.users.save(uow.users.get(door.grace.id).with_password(dearer.hash("another password"), changed))
            uow.commit()
        return dearer.hash(password)

    monkeypatch.setattr(door.hasher, "hash", overtaken)
    door.enter()
    assert dearer.verify(door.seen().password_hash, "another password")


def test_without_devices_of_their_own_strangers_shut_the_owner_out(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test of strangers and known devices, without the guard."""
    device = door.enter().device_token
    monkeypatch.setattr(
        begin_log_in, "attempts_key", lambda purpose, email, device_id=None: attempts_key(purpose, email)
    )
    door.guess(AT_ONCE)
    assert isinstance(door.refused(password=PASSWORD, device=device), LogInRefused)


@pytest.mark.parametrize(("limit", "minutes"), [("IDLE", 31), ("LONGEST", 12 * 60 + 1)])
def test_without_its_limit_a_session_stays_open(
    door: Door, monkeypatch: pytest.MonkeyPatch, limit: str, minutes: int
) -> None:
    """The twin of the test of idle and old sessions, without the guard."""
    monkeypatch.setattr(auth_session, "IDLE", timedelta(days=9))
    if limit == "LONGEST":
        monkeypatch.setattr(auth_session, "LONGEST", timedelta(days=9))
    token = door.enter().token
    door.later(minutes=minutes)
    door.who(token)
