"""Six digits that prove an address or a phone, over either store (product.md A7)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rft_app.proofs import NewEmail, TypedCode, ask_for_email_code, confirm
from rft_app.worker import Worker
from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.identity.attempts import AT_ONCE
from rft_domain.identity.errors import CodeRefused, EmailTaken, LogInRefused, PhoneTaken
from rft_domain.identity.use_cases.start_verification import StartVerification, start_verification
from rft_domain.identity.user import User
from rft_domain.identity.verification import MOST_TRIES, Channel
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Unauthenticated
from rft_domain.shared.phone import Phone
from tests.app.office import ANA, BEN, ORIGIN, PASSWORD, Office

PHONE = Phone.parse("07700 900123")
NEW = "ana@silva.example.org"


@pytest.fixture
def ana(office: Office) -> Actor:
    office.account()
    return office.enter()


def ask(office: Office, actor: Actor, phone: Phone = PHONE) -> str:
    """The code of the text message, or no text where none was sent."""
    office.texts.sent.clear()
    office.do(start_verification, StartVerification(target=phone), actor)
    office.messages()
    return digits(office.texts.sent[-1].body) if office.texts.sent else ""


def ask_by_mail(office: Office, actor: Actor, address: str = NEW, password: str = PASSWORD) -> str:
    wanted = NewEmail(email=Email.parse(address), password=password)
    ask_for_email_code(office.application, wanted, actor=actor, origin=ORIGIN)
    office.messages()
    return digits(office.letters.sent[-1].body)


def digits(text: str) -> str:
    [code] = [word.strip(".") for word in text.split() if word.strip(".").isdigit() and len(word.strip(".")) == 6]
    return code


def type_in(office: Office, actor: Actor, code: str, channel: Channel = Channel.PHONE) -> User:
    return confirm(office.application, TypedCode(channel=channel, code=code), actor=actor, origin=ORIGIN)


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_phone_is_the_users_once_the_code_comes_back(office: Office, ana: Actor) -> None:
    code = ask(office, ana)
    assert office.texts.sent[-1].to == PHONE
    assert office.known(ANA).phone is None
    type_in(office, ana, code)
    assert (office.known(ANA).phone, office.known(ANA).phone_verified) == (PHONE, True)


def test_a_code_works_once_for_ten_minutes_and_the_latest_only(office: Office, ana: Actor) -> None:
    first = ask(office, ana)
    second = ask(office, ana)
    if first != second:
        with pytest.raises(CodeRefused):
            type_in(office, ana, first)
    type_in(office, ana, second)
    with pytest.raises(CodeRefused):
        type_in(office, ana, second)
    late = ask(office, ana)
    office.later(minutes=10)
    with pytest.raises(CodeRefused):
        type_in(office, ana, late)


def test_after_five_wrong_guesses_the_right_code_is_refused(office: Office, ana: Actor) -> None:
    code = ask(office, ana)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(CodeRefused):
            type_in(office, ana, another(code))
    again = ask(office, ana)
    for _ in range(MOST_TRIES):
        with pytest.raises(CodeRefused):
            type_in(office, ana, another(again))
    with pytest.raises(CodeRefused):
        type_in(office, ana, again)
    assert not office.known(ANA).phone_verified


def test_the_fifth_guess_may_be_right(office: Office, ana: Actor) -> None:
    code = ask(office, ana)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(CodeRefused):
            type_in(office, ana, another(code))
    type_in(office, ana, code)


def test_many_guesses_at_once_get_no_further_than_one_after_the_other(office: Office, ana: Actor) -> None:
    code = ask(office, ana)

    def guess(_: int) -> bool:
        try:
            type_in(office, ana, another(code))
        except CodeRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(guess, range(12))) == {False}
    with office.store.unit_of_work() as uow:
        held = uow.codes.hold_latest(office.known(ANA).id, Channel.PHONE)
        assert held is not None
        assert held.tries == MOST_TRIES
    with pytest.raises(CodeRefused):
        type_in(office, ana, code)


def test_a_code_used_by_many_at_once_is_used_once(office: Office, ana: Actor) -> None:
    code = ask(office, ana)

    def use(_: int) -> bool:
        try:
            type_in(office, ana, code)
        except CodeRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_a_code_is_its_users_alone(office: Office, ana: Actor) -> None:
    office.account(BEN)
    ben = office.enter(BEN)
    code = ask(office, ana)
    with pytest.raises(CodeRefused):
        type_in(office, ben, code)


def test_a_phone_of_somebody_else_is_told_only_to_who_has_the_code(office: Office, ana: Actor) -> None:
    type_in(office, ana, ask(office, ana))
    office.account(BEN)
    ben = office.enter(BEN)
    code = ask(office, ben)
    with pytest.raises(PhoneTaken):
        type_in(office, ben, code)
    assert office.known(BEN).phone is None


def test_no_more_messages_go_to_one_number_whoever_asks(office: Office, ana: Actor) -> None:
    office.account(BEN)
    ben = office.enter(BEN)
    sent = [bool(ask(office, actor)) for actor in (ana, ben) * AT_ONCE]
    assert sum(sent) == AT_ONCE


def test_no_user_sends_messages_to_many_numbers(office: Office, ana: Actor) -> None:
    numbers = [Phone.parse(f"0770090012{n}") for n in range(8)]
    assert sum(bool(ask(office, ana, number)) for number in numbers) == AT_ONCE


def test_a_new_address_is_the_users_once_the_code_comes_back(office: Office, ana: Actor) -> None:
    code = ask_by_mail(office, ana)
    assert office.letters.sent[-1].to == Email.parse(NEW)
    assert office.user(NEW) is None
    elsewhere = office.enter()
    type_in(office, ana, code, Channel.EMAIL)
    assert office.known(NEW).email_verified
    assert office.user(ANA) is None
    assert office.enter(NEW).user_id == ana.user_id
    with pytest.raises(LogInRefused):
        office.enter(ANA)
    with office.store.unit_of_work() as uow:
        open_ids = {session.id for session in uow.auth_sessions.of_user(office.known(NEW).id)}
    assert ana.session_id in open_ids
    assert elsewhere.session_id not in open_ids


def test_the_old_address_is_told_that_it_was_replaced_and_not_by_which(office: Office, ana: Actor) -> None:
    type_in(office, ana, ask_by_mail(office, ana), Channel.EMAIL)
    office.letters.sent.clear()
    office.messages()
    [letter] = office.letters.sent
    assert (letter.to, letter.subject) == (Email.parse(ANA), "Your address was changed")
    assert NEW not in letter.body


def test_for_a_new_address_the_password_is_asked_again(office: Office, ana: Actor) -> None:
    written = len(office.letters.sent)
    with pytest.raises(LogInRefused):
        ask_by_mail(office, ana, password="wrong")
    with pytest.raises(LogInRefused):
        office.do(start_verification, StartVerification(target=Email.parse(NEW)), ana)
    assert len(office.letters.sent) == written


def test_an_address_of_somebody_else_is_told_only_to_who_has_the_code(office: Office, ana: Actor) -> None:
    office.account(BEN)
    code = ask_by_mail(office, ana, BEN)
    with pytest.raises(EmailTaken):
        type_in(office, ana, code, Channel.EMAIL)
    assert office.known(ANA).id == ana.user_id


def test_nobody_asks_for_codes_without_logging_in(office: Office) -> None:
    for ask_for in (lambda: type_in(office, ANONYMOUS, "000000"), lambda: ask(office, ANONYMOUS)):
        with pytest.raises(Unauthenticated):
            ask_for()
    with pytest.raises(Unauthenticated):
        ask_by_mail(office, ANONYMOUS)


def test_no_code_is_stored_but_behind_a_slow_hash(office: Office, ana: Actor) -> None:
    code = ask(office, ana)
    with office.store.unit_of_work() as uow:
        held = uow.codes.hold_latest(office.known(ANA).id, Channel.PHONE)
    assert held is not None
    assert (held.code_hash or "").startswith("$argon2id$")
    assert code not in repr(held)
    rows = repr(office.audited())
    assert [secret for secret in (f"'{code}'", PHONE.e164) if secret in rows] == []


def test_text_messages_wait_where_nobody_carries_them(office: Office, ana: Actor) -> None:
    office.worker = Worker(application=office.application, mail=office.letters)
    assert ask(office, ana) == ""
    office.worker = Worker(application=office.application, mail=office.letters, sms=office.texts)
    office.later(seconds=30)
    office.messages()
    type_in(office, ana, digits(office.texts.sent[-1].body))
