"""Log-in over either store: who gets in, who does not, and what that costs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from threading import Lock

import pytest
from attrs import evolve

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.memory import MemoryStore
from rft_adapters.system import SystemEntropy
from rft_adapters.totp import TotpAuthenticator
from rft_adapters.vault import Vault
from rft_app.application import Application, Store
from rft_app.log_in import (
    NewPassword,
    PasswordLogIn,
    ResetWanted,
    actor_of,
    choose_password,
    log_in,
    reset_with_token,
)
from rft_app.worker import Worker
from rft_domain.access.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from rft_domain.identity.attempts import AT_ONCE, Attempts
from rft_domain.identity.errors import LogInRefused, ResetRefused
from rft_domain.identity.queries import ListOwnSessions, SeeUser, list_own_sessions, see_user
from rft_domain.identity.use_cases.ask_for_reset import AskForReset, ask_for_reset
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.identity.use_cases.end_auth_session import (
    EndAuthSession,
    EndOtherAuthSessions,
    end_auth_session,
    end_other_auth_sessions,
)
from rft_domain.identity.use_cases.finish_log_in import LogIn
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import NOBODY, Role, User
from rft_domain.reactions import react
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid, NotFound, RftError, Unauthenticated
from rft_domain.shared.mail import Letter
from rft_domain.shared.runner import Runner
from rft_domain.unit_of_work import UnitOfWork
from tests.app.house import Clock
from tests.stores import emptying, postgres_store

ADDRESS, PASSWORD, NEW = "grace@example.org", "a long walk along the canal", "a short swim in cold water"
ORIGIN = Origin(ip="203.0.113.7", user_agent="Mozilla/5.0")


class Counted:
    """The hasher, and which hashes it was asked to compare with."""

    def __init__(self) -> None:
        self._passwords, self._lock = Argon2Passwords(CHEAP, patience=60), Lock()
        self.compared: list[str | None] = []

    def hash(self, password: str) -> str:
        return self._passwords.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        with self._lock:
            self.compared.append(password_hash)
        return self._passwords.verify(password_hash, password)

    def is_outdated(self, password_hash: str) -> bool:
        return self._passwords.is_outdated(password_hash)


class Letters:
    def __init__(self) -> None:
        self.sent: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.sent.append(letter)


class Door:
    def __init__(self, store: Store) -> None:
        self.clock, self.hasher, self.letters = Clock(), Counted(), Letters()
        runner: Runner[Actor, UnitOfWork] = Runner(open_unit_of_work=store.unit_of_work, clock=self.clock, react=react)
        self.application = Application(
            store=store,
            runner=runner,
            clock=self.clock,
            entropy=SystemEntropy(),
            passwords=self.hasher,
            authenticator=TotpAuthenticator(Vault({"first": bytes(32)}, "second factors")),
        )
        self.worker = Worker(application=self.application, mail=self.letters)
        self.grace = self.user(ADDRESS, Role.ADMIN, PASSWORD)

    def user(self, address: str, role: Role, password: str | None) -> User:
        command = RegisterUser(email=Email.parse(address), first_name="Grace", last_name="Ofori", role=role)
        user = self.application.run(register_user, command, actor=SYSTEM)
        if password is not None:
            with self.application.store.unit_of_work() as uow:
                present = uow.users.get(user.id)
                user = evolve(present.with_password(self.hasher.hash(password), self.clock()), events=())
                uow.users.save(user)
                uow.commit()
        return user

    def enter(
        self, address: str = ADDRESS, password: str = PASSWORD, device: str | None = None, code: str | None = None
    ) -> LogIn:
        wanted = PasswordLogIn(email=Email.parse(address), password=password, device_token=device, code=code)
        return log_in(self.application, wanted, actor=ANONYMOUS, origin=ORIGIN)

    def refused(
        self, address: str = ADDRESS, password: str = "wrong", device: str | None = None, code: str | None = None
    ) -> RftError:
        with pytest.raises(RftError) as refusal:
            self.enter(address, password, device, code)
        return refusal.value

    def guess(self, times: int, device: str | None = None) -> None:
        for _ in range(times):
            assert isinstance(self.refused(device=device), LogInRefused)

    def who(self, token: str) -> Actor:
        return actor_of(self.application, token)

    def seen(self) -> User:
        return self.application.read(see_user, SeeUser(user_id=self.grace.id), actor=SYSTEM)

    def later(self, **time: int) -> None:
        self.clock.now += timedelta(**time)

    def ask(self, address: str = ADDRESS) -> None:
        self.application.run(ask_for_reset, AskForReset(email=Email.parse(address)), actor=ANONYMOUS)
        self.worker.deliver_due()

    def code(self) -> str:
        [line] = [line for line in self.letters.sent[-1].body.splitlines() if line.startswith("Code:")]
        return line.split()[1]

    def reset(self, code: str, new: str = NEW) -> User:
        return reset_with_token(self.application, ResetWanted(token=code, new=new), actor=ANONYMOUS, origin=ORIGIN)


@pytest.fixture(params=["memory", "postgres"])
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    if request.param == "memory":
        with nullcontext(MemoryStore(SystemEntropy())) as memory:
            yield Door(memory)
        return
    url = request.getfixturevalue("migrated_url")
    with emptying(url) as empty, postgres_store(url) as store:
        empty()
        yield Door(store)


def test_the_right_password_opens_a_session_and_is_noted(door: Door) -> None:
    entered = door.enter("GRACE@example.org")
    actor = door.who(entered.token)
    assert (actor.kind, actor.user_id, actor.session_id) == (ActorKind.ADMIN, door.grace.id, entered.session.id)
    assert (door.seen().last_login_at, door.seen().version) == (door.clock(), door.grace.version)
    assert (entered.session.ip, entered.session.user_agent) == (ORIGIN.ip, ORIGIN.user_agent)
    assert len(entered.token) == 43
    assert entered.token not in repr(entered)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.INSTRUCTOR, Role.SUPERUSER])
def test_an_actor_is_of_the_kind_of_the_role(door: Door, role: Role) -> None:
    door.user("x@example.org", role, PASSWORD)
    assert door.who(door.enter("x@example.org").token).kind.value == role.value


def test_all_who_may_not_in_are_told_the_same_after_the_same_work(door: Door) -> None:
    gone = door.user("gone@example.org", Role.ADMIN, PASSWORD)
    door.user("none@example.org", Role.CUSTOMER, None)
    door.user("locked@example.org", Role.ADMIN, PASSWORD)
    door.application.run(deactivate_user, DeactivateUser(user_id=gone.id), actor=SYSTEM)
    for _ in range(AT_ONCE):
        door.refused("locked@example.org")
    door.hasher.compared.clear()
    cases = [("nobody@example.org", PASSWORD), (ADDRESS, "wrong"), ("gone@example.org", PASSWORD)]
    cases += [("none@example.org", PASSWORD), ("locked@example.org", PASSWORD)]
    told = [door.refused(*case) for case in cases]
    assert {(type(one), one.detail, str(one.facts)) for one in told} == {(LogInRefused, told[0].detail, "{}")}
    assert [stored is None for stored in door.hasher.compared] == [True, False, True, True, True]


def test_an_unknown_address_is_answered_for_by_nobody_and_leaves_no_trace_on_a_user(door: Door) -> None:
    with door.application.store.unit_of_work() as uow:
        assert uow.users.by_email_or_nobody(Email.parse("GRACE@example.org")) == uow.users.get(door.grace.id)
        assert uow.users.by_email_or_nobody(Email.parse("nobody@example.org")) == NOBODY
        with pytest.raises(NotFound):
            uow.users.get(NOBODY.id)
    door.guess(2)
    with door.application.store.unit_of_work() as uow:
        assert uow.users.get(door.grace.id).failed_login_count == 0, "a write that only known addresses cause"
    assert door.seen().failed_login_count == 2


def test_guesses_lock_with_a_growing_delay_and_success_forgets_them(door: Door) -> None:
    door.guess(AT_ONCE)
    assert (door.seen().failed_login_count, door.seen().locked_until) == (5, door.clock() + timedelta(seconds=30))
    assert isinstance(door.refused(password=PASSWORD), LogInRefused)
    door.later(seconds=31)
    door.guess(1)
    door.later(seconds=31)
    assert isinstance(door.refused(password=PASSWORD), LogInRefused), "the second delay is twice as long"
    door.later(seconds=30)
    door.enter()
    assert (door.seen().failed_login_count, door.seen().locked_until) == (0, None)
    door.guess(AT_ONCE - 1)
    door.enter()


def test_strangers_cannot_shut_out_an_owner_on_a_known_device(door: Door) -> None:
    device = door.enter().device_token
    assert device is not None
    door.guess(3 * AT_ONCE)
    assert isinstance(door.refused(password=PASSWORD), LogInRefused)
    again = door.enter(device=device)
    assert again.device_token is None
    assert isinstance(door.refused(password=PASSWORD), LogInRefused), "the owner's success helps no stranger"


def test_a_known_device_has_its_own_few_guesses_and_those_of_another_user_count_for_nothing(door: Door) -> None:
    device = door.enter().device_token
    door.guess(AT_ONCE, device)
    assert isinstance(door.refused(password=PASSWORD, device=device), LogInRefused)
    door.enter()
    door.user("eve@example.org", Role.CUSTOMER, PASSWORD)
    evil = door.enter("eve@example.org").device_token
    door.guess(AT_ONCE)
    door.guess(1, evil)
    assert door.hasher.compared[-1] is None


def test_of_fifty_guesses_at_once_no_more_than_the_limit_reach_the_password(door: Door) -> None:
    door.hasher.compared.clear()
    with ThreadPoolExecutor(50) as pool:
        told = list(pool.map(lambda _: type(door.refused()), range(50)))
    assert set(told) == {LogInRefused}
    assert len([stored for stored in door.hasher.compared if stored is not None]) == AT_ONCE
    assert len(door.hasher.compared) == 50


def test_without_counting_first_every_guess_reaches_the_password(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above, without the guard."""
    monkeypatch.setattr(Attempts, "one_more", lambda attempts, now: attempts)
    door.hasher.compared.clear()
    door.guess(AT_ONCE + 1)
    assert None not in door.hasher.compared


def test_a_session_ends_when_idle_and_after_twelve_hours(door: Door) -> None:
    token = door.enter().token
    for _ in range(25):
        door.later(minutes=28)
        door.who(token)
    door.later(minutes=28)
    with pytest.raises(Unauthenticated):
        door.who(token)
    idle = door.enter().token
    door.later(minutes=30)
    with pytest.raises(Unauthenticated):
        door.who(idle)


def test_being_seen_is_written_at_most_once_a_minute(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    token, store, noted = door.enter().token, door.application.store, []
    note = store.note_seen
    monkeypatch.setattr(store, "note_seen", lambda session, at: noted.append(at) or note(session, at))  # type: ignore[func-returns-value]  # append says None
    for _ in range(10):
        door.who(token)
        door.later(seconds=20)
    assert len(noted) == 3


def test_a_session_ends_with_the_user(door: Door) -> None:
    token = door.enter().token
    door.application.run(deactivate_user, DeactivateUser(user_id=door.grace.id), actor=SYSTEM)
    with pytest.raises(Unauthenticated):
        door.who(token)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 43])
def test_a_token_that_was_not_given_is_nobodys(door: Door, token: str) -> None:
    door.enter()
    with pytest.raises(Unauthenticated):
        door.who(token)


def test_sessions_are_listed_and_ended_by_their_owner_only(door: Door) -> None:
    first, second, third = door.enter(), door.enter(), door.enter()
    door.user("eve@example.org", Role.SUPERUSER, PASSWORD)
    eve, me = door.who(door.enter("eve@example.org").token), door.who(second.token)
    run, read = door.application.run, partial(door.application.read, list_own_sessions, ListOwnSessions())
    assert {(one.session.id, one.current) for one in read(actor=me)} == {
        (first.session.id, False),
        (second.session.id, True),
        (third.session.id, False),
    }
    with pytest.raises(NotFound):
        run(end_auth_session, EndAuthSession(session_id=first.session.id), actor=eve)
    run(end_auth_session, EndAuthSession(session_id=first.session.id), actor=me)
    with pytest.raises(Unauthenticated):
        door.who(first.token)
    door.who(third.token)
    run(end_other_auth_sessions, EndOtherAuthSessions(), actor=me)
    with pytest.raises(Unauthenticated):
        door.who(third.token)
    run(end_auth_session, EndAuthSession(), actor=me)
    with pytest.raises(Unauthenticated):
        door.who(second.token)


def test_a_password_is_changed_with_the_old_one_and_ends_other_sessions(door: Door) -> None:
    here, there = door.enter(), door.enter()
    choose = partial(choose_password, door.application, actor=door.who(here.token), origin=ORIGIN)
    with pytest.raises(LogInRefused):
        choose(NewPassword(old="wrong", new=NEW))
    with pytest.raises(Invalid):
        choose(NewPassword(old=PASSWORD, new="short"))
    door.enter()
    choose(NewPassword(old=PASSWORD, new=NEW))
    door.who(here.token)
    with pytest.raises(Unauthenticated):
        door.who(there.token)
    assert isinstance(door.refused(password=PASSWORD), LogInRefused)
    door.enter(password=NEW)


def test_a_stolen_session_does_not_guess_the_old_password(door: Door) -> None:
    actor = door.who(door.enter().token)
    for _ in range(AT_ONCE):
        with pytest.raises(LogInRefused):
            choose_password(door.application, NewPassword(old="wrong", new=NEW), actor=actor, origin=ORIGIN)
    with pytest.raises(LogInRefused):
        choose_password(door.application, NewPassword(old=PASSWORD, new=NEW), actor=actor, origin=ORIGIN)


def test_a_forgotten_password_is_replaced_by_a_mailed_code_once(door: Door) -> None:
    token = door.enter().token
    door.guess(AT_ONCE)
    door.ask()
    code = door.code()
    assert [letter.to.typed for letter in door.letters.sent] == [ADDRESS]
    with pytest.raises(Invalid):
        door.reset(code, "short")
    assert door.reset(code).email_verified
    with pytest.raises(Unauthenticated):
        door.who(token)
    door.enter(password=NEW)
    with pytest.raises(ResetRefused):
        door.reset(code, PASSWORD)


def test_a_code_is_valid_for_half_an_hour(door: Door) -> None:
    door.ask()
    code = door.code()
    door.later(minutes=30)
    for wrong in (code, "", "x", code[:-1]):
        with pytest.raises(ResetRefused):
            door.reset(wrong)


def test_of_two_who_use_a_code_at_once_one_succeeds(door: Door) -> None:
    door.ask()
    code = door.code()

    def use(new: str) -> bool:
        try:
            door.reset(code, new)
        except ResetRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, (NEW, PASSWORD, NEW + "!", PASSWORD + "!"))) == [False, False, False, True]


def test_nobody_is_written_to_who_is_unknown_or_inactive_or_asks_too_often(door: Door) -> None:
    door.ask("nobody@example.org")
    door.application.run(deactivate_user, DeactivateUser(user_id=door.grace.id), actor=SYSTEM)
    door.ask()
    assert door.letters.sent == []
    door.user("ivo@example.org", Role.CUSTOMER, None)
    for _ in range(2 * AT_ONCE):
        door.ask("ivo@example.org")
    assert len(door.letters.sent) == AT_ONCE


def test_no_token_is_stored(door: Door) -> None:
    entered = door.enter()
    door.ask()
    tokens = (entered.token, entered.device_token or "", door.code(), PASSWORD)
    with door.application.store.unit_of_work() as uow:
        state = getattr(uow, "_state", None)
        stored = repr(vars(state)) if state is not None else _dump(uow)
    assert [token for token in tokens if token in stored] == []
    assert entered.session.id.hex in stored.replace("-", "")


def _dump(uow: object) -> str:
    from rft_adapters.postgres.link import Link  # noqa: PLC0415 - for one store only
    from rft_adapters.postgres.query import query  # noqa: PLC0415 - the same
    from rft_adapters.postgres.tables import METADATA  # noqa: PLC0415 - the same

    link: Link = uow._link  # type: ignore[attr-defined]  # the connection of this unit of work
    return repr([link.rows(query(table.select()), {}) for table in METADATA.sorted_tables])
