"""Registration over either store: nothing is anybody's before the address is proven (product.md A5)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from rft_app.log_in import acting
from rft_app.proofs import PROOFS_KEPT_FOR
from rft_domain.access.actor import SYSTEM, ActorKind
from rft_domain.customers.customer import CustomerStatus
from rft_domain.identity.attempts import AT_ONCE
from rft_domain.identity.auth_session import AuthSession
from rft_domain.identity.errors import LogInRefused, RegistrationRefused
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import AuthSessionId, CustomerId
from tests.app.office import ANA, ANOTHER, BEN, PASSWORD, Office


def test_who_proves_the_address_sees_its_history(office: Office) -> None:
    booking = office.booking(ANA)
    office.booking(BEN)
    office.register(ANA.lower())
    with pytest.raises(LogInRefused):
        office.enter()
    office.prove(office.token())
    ana = office.enter()
    assert (ana.kind, ana.customer_id) == (ActorKind.CUSTOMER, booking.customer_id)
    assert office.history(ana) == [booking.id]
    assert office.known(ANA).email_verified


def test_before_the_proof_there_is_no_user_and_no_password(office: Office) -> None:
    office.register()
    assert office.user(ANA) is None
    office.booking()
    assert office.known(ANA).password_hash is None
    assert not office.known(ANA).email_verified


def test_who_registers_before_the_first_booking_finds_it_later(office: Office) -> None:
    office.account()
    assert office.history(office.enter()) == []
    booking = office.booking()
    assert office.history(office.enter()) == [booking.id]


def test_a_stranger_who_registered_first_gains_nothing_when_the_owner_proves_the_address(office: Office) -> None:
    """Pre-hijacking: the stranger's password is waiting when the owner follows the letter."""
    office.booking()
    office.register(password=ANOTHER)
    strangers_letter = office.token()
    with pytest.raises(RegistrationRefused):
        office.prove(strangers_letter, PASSWORD)
    assert office.known(ANA).password_hash is None
    office.register(password=PASSWORD)
    office.prove(office.token(), PASSWORD)
    with pytest.raises(LogInRefused):
        office.enter(password=ANOTHER)
    with pytest.raises(RegistrationRefused):
        office.prove(strangers_letter, ANOTHER)
    office.enter(password=PASSWORD)


def test_a_stranger_cannot_take_the_owners_letter_away(office: Office) -> None:
    office.register(password=PASSWORD)
    owners_letter = office.token()
    office.register(password=ANOTHER)
    office.prove(owners_letter, PASSWORD)
    office.enter(password=PASSWORD)


def test_a_link_works_once_and_for_a_day(office: Office) -> None:
    office.register()
    token = office.token()
    office.later(hours=23, minutes=59)
    office.prove(token)
    with pytest.raises(RegistrationRefused):
        office.prove(token)
    office.register(BEN)
    office.later(hours=24)
    for wrong in (office.token(), "", "x", token[:-1]):
        with pytest.raises(RegistrationRefused):
            office.prove(wrong)


def test_known_and_unknown_addresses_are_answered_and_kept_alike(office: Office) -> None:
    """One hash, one write, one message each; who has an account is told so by mail only."""
    office.account()
    office.booking(BEN)
    office.messages()
    for address in (ANA, BEN, "new@example.org"):
        before = len(office.audited())
        office.register(address)
        rows = office.audited()[: len(office.audited()) - before]
        assert [(row.action, row.outcome, row.about["news"]) for row in rows if row.actor_kind == "anonymous"] == [
            ("ask_to_register", "accepted", "RegistrationAsked")
        ]
    subjects = [letter.subject for letter in office.letters.sent[-3:]]
    assert subjects == ["You have an account already", "Confirm your address", "Confirm your address"]
    assert "Code:" not in office.letters.sent[-3].body


def test_a_weak_password_is_refused_before_anything_is_kept(office: Office) -> None:
    before = office.everything()
    with pytest.raises(Invalid, match="/password"):
        office.register(password="passwordpassword")
    assert office.everything() == before


def test_after_too_many_for_one_address_no_letter_is_written_and_nobody_is_told(office: Office) -> None:
    for _ in range(2 * AT_ONCE):
        office.register()
    assert len(office.letters.sent) == AT_ONCE
    office.register(BEN)
    assert len(office.letters.sent) == AT_ONCE + 1


def test_nobody_is_written_to_whose_account_is_closed_and_nobody_reopens_it(office: Office) -> None:
    office.register()
    token = office.token()
    office.booking()
    office.do(deactivate_user, DeactivateUser(user_id=office.known(ANA).id), SYSTEM)
    office.messages()
    written = len(office.letters.sent)
    with pytest.raises(RegistrationRefused):
        office.prove(token)
    office.register()
    assert len(office.letters.sent) == written


def test_of_many_who_use_a_link_at_once_one_succeeds(office: Office) -> None:
    office.booking()
    office.register()
    token = office.token()

    def use(_: int) -> bool:
        try:
            office.prove(token)
        except RegistrationRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_of_two_registrations_proven_at_once_one_makes_the_account(office: Office) -> None:
    links = []
    for password in (PASSWORD, ANOTHER):
        office.register(password=password)
        links.append((office.token(), password))

    def use(link: tuple[str, str]) -> bool:
        try:
            office.prove(*link)
        except RegistrationRefused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, links)) == [False, True]


def test_a_member_of_another_customer_is_not_moved_by_the_proof(office: Office) -> None:
    """Ambiguous: the address has a history, and its user belongs elsewhere. Staff decide."""
    theirs = office.booking(BEN).customer_id
    office.booking(ANA)
    office.member(office.known(ANA).id, customer_id=theirs)
    office.account(ANA)
    assert office.known(ANA).customer_id == theirs


@pytest.mark.parametrize("status", [CustomerStatus.INACTIVE, CustomerStatus.SUSPENDED])
def test_a_customer_that_is_not_active_is_for_staff_to_give(office: Office, status: CustomerStatus) -> None:
    booking = office.booking()
    office.member(office.known(ANA).id, customer_id=None)
    assert booking.customer_id is not None
    with office.store.unit_of_work() as uow:
        customer = uow.customers.get(booking.customer_id)
        uow.customers.save(evolve(customer, status=status, version=customer.version + 1))
        uow.commit()
    office.account()
    assert office.known(ANA).customer_id is None


def test_who_was_unlinked_gets_the_history_with_the_proof(office: Office) -> None:
    booking = office.booking()
    office.member(office.known(ANA).id, customer_id=None)
    office.account()
    assert office.history(office.enter()) == [booking.id]


def test_a_member_whose_address_is_not_proven_acts_for_nobody(office: Office) -> None:
    office.booking()
    ana = office.known(ANA)
    now = office.clock()
    session = AuthSession.open(id=AuthSessionId(ana.id), user_id=ana.id, token_hash="x", now=now)
    assert acting(ana, session).customer_id is None
    proven = evolve(ana, email_verified=True)
    assert isinstance(proven.customer_id, type(CustomerId(ana.id)))
    assert acting(proven, session).customer_id == proven.customer_id


def test_neither_tokens_nor_passwords_nor_people_are_in_what_is_kept_for_long(office: Office) -> None:
    office.register()
    token = office.token()
    office.prove(token)
    kept = office.everything()
    assert [secret for secret in (token, PASSWORD) if secret in kept] == []
    rows = repr(office.audited())
    assert [personal for personal in ("Ana", "Silva", "example.org", token) if personal.lower() in rows.lower()] == []


def test_what_is_over_is_forgotten_and_nothing_else(office: Office) -> None:
    office.register(BEN)
    office.later(days=40)
    office.register()
    assert office.store.forget_proofs(office.clock() - PROOFS_KEPT_FOR) == 1
    assert office.store.forget_proofs(office.clock() - PROOFS_KEPT_FOR) == 0
    office.prove(office.token())
    assert BEN not in office.everything()
