"""A second factor, in the use cases and in both stores: what it takes, what it gives, and that no code works twice."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from attrs import evolve

from rft_app.log_in import NewPassword, choose_password
from rft_app.people import ListOfPerson, activity_of_person
from rft_app.second_factor import CodeShown, PasswordAgain, PasswordAndCode, begin, renew_codes, turn_off, turn_on
from rft_domain.access.actor import SYSTEM, Actor, ActorKind
from rft_domain.activity.queries import ListAudit, list_audit
from rft_domain.identity.attempts import AT_ONCE
from rft_domain.identity.errors import (
    CodeRefused,
    LogInRefused,
    PasswordTooShortAlone,
    SecondFactorIsOff,
    SecondFactorIsOn,
    SecondFactorUnavailable,
)
from rft_domain.identity.queries import SeeOwnSecondFactor, see_own_second_factor
from rft_domain.identity.second_factor import SecondFactor
from rft_domain.identity.use_cases.finish_log_in import LogIn
from rft_domain.identity.use_cases.remove_second_factor import RemoveSecondFactor, remove_second_factor
from rft_domain.identity.user import Role
from rft_domain.shared.errors import Forbidden, Invalid, RftError, Unauthenticated
from rft_domain.shared.paging import PageRequest
from tests.app.test_log_in import ADDRESS, NEW, ORIGIN, PASSWORD, Door, door

__all__ = ["door"]
SHORT = "tea at nine"


class Phone:
    """Grace's authenticator, and what she can do with it."""

    def __init__(self, door: Door) -> None:
        self.door, self.actor = door, door.who(door.enter().token)
        self.secret, self.recovery = "", tuple[str, ...]()

    def begin(self, password: str = PASSWORD) -> str:
        made = begin(self.door.application, PasswordAgain(password=password), actor=self.actor, origin=ORIGIN)
        self.secret = made.secret
        return made.uri

    def confirm(self, code: str) -> None:
        made = turn_on(self.door.application, CodeShown(code=code), actor=self.actor, origin=ORIGIN)
        self.recovery = made.codes

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.door.clock() + timedelta(seconds=30 * steps))

    def disable(self, code: str, password: str = PASSWORD) -> None:
        wanted = PasswordAndCode(password=password, code=code)
        turn_off(self.door.application, wanted, actor=self.actor, origin=ORIGIN)

    def renew(self, code: str, password: str = PASSWORD) -> None:
        wanted = PasswordAndCode(password=password, code=code)
        self.recovery = renew_codes(self.door.application, wanted, actor=self.actor, origin=ORIGIN).codes

    def seen(self) -> SecondFactor | None:
        return self.door.application.read(see_own_second_factor, SeeOwnSecondFactor(), actor=self.actor)

    def turned_on(self) -> "Phone":
        """And the code of that is over."""
        self.begin()
        self.confirm(self.code())
        self.door.later(minutes=2)
        return self


def test_a_factor_is_on_once_a_code_of_it_was_shown(door: Door) -> None:
    phone = Phone(door)
    uri = phone.begin()
    assert uri == f"otpauth://totp/rft:grace%40example.org?secret={phone.secret}&issuer=rft"
    assert phone.seen() is None
    door.enter()
    phone.confirm(phone.code())
    seen = phone.seen()
    assert seen is not None
    assert (seen.turned_on_at, len(seen.recovery_hashes), len(set(phone.recovery))) == (door.clock(), 10, 10)
    assert isinstance(door.refused(password=PASSWORD), LogInRefused)


def test_a_log_in_takes_password_and_code(door: Door) -> None:
    phone = Phone(door).turned_on()
    told = [
        door.refused(password=PASSWORD),
        door.refused(password=PASSWORD, code="000000"),
        door.refused(code=phone.code()),
    ]
    assert {(type(one), one.detail, str(one.facts)) for one in told} == {(LogInRefused, told[0].detail, "{}")}
    assert door.who(door.enter(code=phone.code()).token).user_id == door.grace.id


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_its_step_and_one_on_either_side(door: Door, steps: int, right: bool) -> None:
    phone = Phone(door).turned_on()
    code = phone.code(steps)
    if right:
        door.enter(code=f" {code[:3]} {code[3:]} ")
    else:
        assert isinstance(door.refused(password=PASSWORD, code=code), LogInRefused)


def test_a_code_is_used_once_and_none_before_it_after_it(door: Door) -> None:
    phone = Phone(door).turned_on()
    code, before = phone.code(), phone.code(-1)
    door.enter(code=code)
    for again in (code, before):
        assert isinstance(door.refused(password=PASSWORD, code=again), LogInRefused)
    door.enter(code=phone.code(1))


def test_the_code_that_turned_it_on_opens_nothing(door: Door) -> None:
    phone = Phone(door)
    phone.begin()
    phone.confirm(phone.code())
    assert isinstance(door.refused(password=PASSWORD, code=phone.code()), LogInRefused)


def rivals(door: Door, code: str) -> Sequence[bool]:
    def enter(_: int) -> bool:
        try:
            return isinstance(door.enter(code=code), LogIn)
        except LogInRefused:
            return False

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(enter, range(4)))


def test_of_four_who_use_a_code_at_once_one_gets_in(door: Door) -> None:
    phone = Phone(door).turned_on()
    assert rivals(door, phone.code()) == [False, False, False, True]
    assert rivals(door, phone.recovery[0]) == [False, False, False, True]


def test_without_the_last_step_a_code_works_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the tests above, without the guard."""
    phone = Phone(door).turned_on()
    monkeypatch.setattr(SecondFactor, "accepts", lambda factor, proof: proof.step is not None)
    assert rivals(door, phone.code()) == [True] * 4


def test_a_recovery_code_works_once_however_it_is_typed(door: Door) -> None:
    phone = Phone(door).turned_on()
    first, second, *_ = phone.recovery
    door.enter(code=f" {first.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')}")
    assert isinstance(door.refused(password=PASSWORD, code=first), LogInRefused)
    door.enter(code=second)
    seen = phone.seen()
    assert seen is not None
    assert len(seen.recovery_hashes) == 8


def test_new_recovery_codes_take_the_place_of_the_old(door: Door) -> None:
    phone = Phone(door).turned_on()
    old = phone.recovery
    for code, password in ((phone.code(), "wrong"), ("000000", PASSWORD)):
        with pytest.raises(LogInRefused):
            phone.renew(code, password)
    phone.renew(old[0])
    assert set(old) & set(phone.recovery) == set()
    assert isinstance(door.refused(password=PASSWORD, code=old[1]), LogInRefused)
    door.enter(code=phone.recovery[0])


def test_wrong_codes_count_to_the_lock(door: Door) -> None:
    phone = Phone(door).turned_on()
    for _ in range(AT_ONCE):
        door.refused(password=PASSWORD, code="000000")
    door.hasher.compared.clear()
    assert isinstance(door.refused(password=PASSWORD, code=phone.code()), LogInRefused)
    assert door.hasher.compared == [None]
    assert door.seen().failed_login_count == AT_ONCE


def test_all_wrong_log_ins_do_the_same_work_whatever_was_wrong(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Phone(door).turned_on()
    asked: list[bool] = []
    authenticator = door.application.authenticator
    assert authenticator is not None
    step_of = authenticator.step_of

    def counted(*args: object) -> int | None:
        asked.append(args[1] is None)
        return step_of(*args)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(authenticator, "step_of", counted)
    cases = [("nobody@example.org", PASSWORD, phone.code()), (ADDRESS, "wrong", phone.code())]
    cases += [(ADDRESS, PASSWORD, "000000"), (ADDRESS, PASSWORD, ""), (ADDRESS, PASSWORD, phone.code(-4))]
    trips = [_trips(door, partial(door.refused, *case[:2], code=case[2])) for case in cases]
    assert asked == [True, False, False, False, False]
    assert trips == [trips[0]] * len(cases)


def _trips(door: Door, call: Callable[[], object]) -> int:
    """To the server and back; 0 where there is none."""
    before = getattr(door.application.store, "round_trips", 0)
    call()
    return getattr(door.application.store, "round_trips", 0) - before


def test_a_stolen_session_guesses_neither_password_nor_code(door: Door) -> None:
    phone = Phone(door).turned_on()
    for _ in range(AT_ONCE):
        with pytest.raises(LogInRefused):
            phone.disable("000000")
    with pytest.raises(LogInRefused):
        phone.disable(phone.code())
    assert phone.seen() is not None


def test_a_factor_that_was_begun_is_not_turned_on_by_guessing_or_too_late(door: Door) -> None:
    phone = Phone(door)
    with pytest.raises(SecondFactorIsOff):
        phone.confirm("000000")
    with pytest.raises(LogInRefused):
        phone.begin("wrong")
    phone.begin()
    for _ in range(AT_ONCE):
        with pytest.raises(CodeRefused):
            phone.confirm("000000")
    with pytest.raises(CodeRefused):
        phone.confirm(phone.code())
    door.later(minutes=15)
    with pytest.raises(SecondFactorIsOff):
        phone.confirm(phone.code())
    door.later(minutes=5)
    phone.turned_on()
    with pytest.raises(SecondFactorIsOn):
        phone.begin()
    with pytest.raises(SecondFactorIsOn):
        phone.confirm(phone.code())


def test_beginning_anew_replaces_what_was_begun(door: Door) -> None:
    phone = Phone(door)
    phone.begin()
    old = phone.code()
    phone.begin()
    with pytest.raises(CodeRefused):
        phone.confirm(old)
    phone.confirm(phone.code())


def test_a_factor_is_turned_off_with_password_and_code(door: Door) -> None:
    phone = Phone(door).turned_on()
    for code, password in ((phone.code(), "wrong"), ("000000", PASSWORD)):
        with pytest.raises(LogInRefused):
            phone.disable(code, password)
    phone.disable(phone.code())
    assert phone.seen() is None
    door.enter()
    phone.turned_on()


def test_a_short_password_is_for_those_with_a_second_factor(door: Door) -> None:
    phone = Phone(door)
    choose = partial(choose_password, door.application, actor=phone.actor, origin=ORIGIN)
    with pytest.raises(Invalid):
        choose(NewPassword(old=PASSWORD, new=SHORT))
    phone.turned_on()
    for worse in ("seven77", "password123", "football1"):
        with pytest.raises(Invalid):
            choose(NewPassword(old=PASSWORD, new=worse))
    choose(NewPassword(old=PASSWORD, new=SHORT))
    door.enter(password=SHORT, code=phone.code())
    with pytest.raises(PasswordTooShortAlone):
        phone.disable(phone.code(1), SHORT)
    choose(NewPassword(old=SHORT, new=NEW))
    phone.disable(phone.code(1), NEW)
    door.enter(password=NEW)


def test_a_forgotten_password_may_be_replaced_by_a_short_one_beside_a_second_factor(door: Door) -> None:
    door.ask()
    with pytest.raises(Invalid):
        door.reset(door.code(), SHORT)
    phone = Phone(door).turned_on()
    door.reset(door.code(), SHORT)
    assert isinstance(door.refused(password=SHORT), LogInRefused)
    door.enter(password=SHORT, code=phone.code())


def test_without_its_factor_a_short_password_opens_nothing_until_it_is_replaced(door: Door) -> None:
    phone = Phone(door).turned_on()
    choose = partial(choose_password, door.application, actor=phone.actor, origin=ORIGIN)
    choose(NewPassword(old=PASSWORD, new=SHORT))
    door.application.run(remove_second_factor, RemoveSecondFactor(user_id=door.grace.id), actor=SYSTEM)
    assert isinstance(door.refused(password=SHORT), LogInRefused)
    door.later(hours=1)
    door.ask()
    door.reset(door.code(), NEW)
    door.enter(password=NEW)


@pytest.mark.parametrize("kind", [ActorKind.ADMIN, ActorKind.SUPERUSER, ActorKind.SYSTEM])
def test_a_lost_factor_is_removed_by_a_superuser_or_the_system(door: Door, kind: ActorKind) -> None:
    phone = Phone(door).turned_on()
    token = door.enter(code=phone.code()).token
    remove = partial(door.application.run, remove_second_factor, RemoveSecondFactor(user_id=door.grace.id))
    if kind is ActorKind.ADMIN:
        with pytest.raises(Forbidden):
            remove(actor=Actor(kind=kind))
        return
    remove(actor=Actor(kind=kind))
    with pytest.raises(Unauthenticated):
        door.who(token)
    door.enter()
    with pytest.raises(SecondFactorIsOff):
        remove(actor=Actor(kind=kind))


def test_without_a_key_nobody_begins_a_factor_and_recovery_codes_still_work(door: Door) -> None:
    phone = Phone(door).turned_on()
    door.application = evolve(door.application, authenticator=None)
    assert isinstance(door.refused(password=PASSWORD, code=phone.code()), LogInRefused)
    door.enter(code=phone.recovery[0])
    with pytest.raises(SecondFactorUnavailable):
        phone.begin()


def test_a_factor_of_somebody_else_opens_nothing(door: Door) -> None:
    """A row that was copied to another user in the database is not theirs: it was sealed for one."""
    phone = Phone(door).turned_on()
    eve = door.user("eve@example.org", Role.ADMIN, PASSWORD)
    with door.application.store.unit_of_work() as uow:
        factor = uow.second_factors.of_user(door.grace.id)
        assert factor is not None
        uow.second_factors.add(evolve(factor, id=eve.id, last_step=None))
        uow.commit()
    assert isinstance(door.refused("eve@example.org", PASSWORD, code=phone.code()), LogInRefused)
    door.enter(code=phone.code())


def test_no_secret_no_code_and_no_hash_is_told_in_the_audit_or_the_activity(door: Door) -> None:
    phone = Phone(door).turned_on()
    code = phone.code()
    door.enter(code=code)
    door.enter(code=phone.recovery[0])
    door.refused(password=PASSWORD, code="418302")
    phone.renew(phone.recovery[1])
    with door.application.store.unit_of_work() as uow:
        factor = uow.second_factors.of_user(door.grace.id)
    assert factor is not None
    secrets = [phone.secret, code, "418302", factor.sealed_secret, *phone.recovery, *factor.recovery_hashes, PASSWORD]
    told = _told(door)
    assert [secret for secret in secrets if secret is not None and secret in told] == []
    assert [secret for secret in secrets if secret is not None and secret in repr(factor)] == []
    kinds = ("second_factor_turned_on", "recovery_code_used", "recovery_codes_renewed")
    assert [kind for kind in kinds if kind not in told] == []
    assert "'entity': 'second_factor'" in told


def _told(door: Door) -> str:
    page, person = PageRequest(limit=200), ListOfPerson(user_id=door.grace.id, page=PageRequest(limit=200))
    audit = door.application.read(list_audit, ListAudit(page=page), actor=SYSTEM)
    return repr(audit.items) + repr(door.application.read(activity_of_person, person, actor=SYSTEM).items)


def test_errors_name_no_code(door: Door) -> None:
    phone = Phone(door).turned_on()
    told: list[RftError] = [door.refused(password=PASSWORD, code="418302")]
    with pytest.raises(SecondFactorIsOn) as refusal:
        phone.confirm("418302")
    assert [one for one in (*told, refusal.value) if "418302" in f"{one.detail} {one.facts}"] == []
