"""What customers want to hear, and how we know, over either store (product.md B2)."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.customers.preferences import Choices, ConsentSource, LegalBasis, PreferredContact
from rft_domain.customers.queries import SeeConsentHistory, SeePreferences, see_consent_history, see_preferences
from rft_domain.customers.use_cases.change_preferences import ChangePreferences, change_preferences
from rft_domain.shared.errors import Forbidden, NotFound, PreconditionFailed
from rft_domain.shared.ids import CustomerId
from tests.app.office import ANA, BEN, Office

QUIET = Choices(marketing=False, sms=False, preferred_contact=PreferredContact.PHONE)


@pytest.fixture
def ana(office: Office) -> Actor:
    customer_id = office.booking().customer_id
    return Actor(kind=ActorKind.CUSTOMER, user_id=office.known(ANA).id, customer_id=customer_id)


def own(actor: Actor) -> CustomerId:
    assert actor.customer_id is not None
    return actor.customer_id


def told(office: Office, actor: Actor) -> list[tuple[str, str, str, str, str | None]]:
    history = office.see(see_consent_history, SeeConsentHistory(customer_id=own(actor)))
    return [(one.field, one.before, one.after, one.source.value, one.basis) for one in history]


def test_all_is_on_at_the_start_and_nothing_is_claimed_to_have_been_said(office: Office, ana: Actor) -> None:
    seen = office.see(see_preferences, SeePreferences(), ana)
    assert (seen.choices, seen.version) == (Choices(), 1)
    assert Choices() == Choices(marketing=True, sms=True, newsletter=True, preferred_contact=PreferredContact.EMAIL)
    assert told(office, ana) == []


def test_every_change_is_kept_with_time_source_and_basis(office: Office, ana: Actor) -> None:
    start = office.clock()
    office.do(change_preferences, ChangePreferences(choices=QUIET), ana)
    office.later(days=1)
    by_phone = ChangePreferences(
        customer_id=ana.customer_id, choices=Choices(sms=False), source=ConsentSource.TELEPHONE, version=2
    )
    office.do(change_preferences, by_phone, ADMIN)
    assert told(office, ana) == [
        ("marketing", "on", "off", "account", LegalBasis.OBJECTION),
        ("preferred_contact", "email", "phone", "account", None),
        ("sms", "on", "off", "account", LegalBasis.OBJECTION),
        ("marketing", "off", "on", "telephone", LegalBasis.CONSENT),
        ("preferred_contact", "phone", "email", "telephone", None),
    ]
    history = office.see(see_consent_history, SeeConsentHistory(customer_id=own(ana)))
    assert [one.at for one in history] == [start] * 3 + [office.clock()] * 2
    assert [one.changed_by for one in history] == [ana.user_id] * 3 + [None] * 2
    assert office.see(see_preferences, SeePreferences(), ana).choices == Choices(sms=False)


def test_members_cannot_claim_to_have_told_us_otherwise(office: Office, ana: Actor) -> None:
    command = ChangePreferences(customer_id=ana.customer_id, choices=QUIET, source=ConsentSource.LETTER)
    office.do(change_preferences, command, ana)
    assert {source for *_, source, _ in told(office, ana)} == {"account"}


def test_what_is_chosen_again_is_no_change(office: Office, ana: Actor) -> None:
    office.do(change_preferences, ChangePreferences(choices=QUIET), ana)
    assert office.do(change_preferences, ChangePreferences(choices=QUIET), ana).version == 2
    assert len(told(office, ana)) == 3


def test_an_old_version_is_refused(office: Office, ana: Actor) -> None:
    office.do(change_preferences, ChangePreferences(choices=QUIET, version=1), ana)
    with pytest.raises(PreconditionFailed):
        office.do(change_preferences, ChangePreferences(choices=Choices(), version=1), ana)


def test_of_others_nothing_is_seen_and_the_history_is_for_staff(office: Office, ana: Actor) -> None:
    theirs = office.booking(BEN).customer_id
    assert theirs is not None
    with pytest.raises(NotFound):
        office.see(see_preferences, SeePreferences(customer_id=theirs), ana)
    with pytest.raises(NotFound):
        office.do(change_preferences, ChangePreferences(customer_id=theirs, choices=QUIET), ana)
    with pytest.raises(Forbidden):
        office.see(see_consent_history, SeeConsentHistory(customer_id=own(ana)), ana)
    with pytest.raises(NotFound):
        office.see(see_preferences, SeePreferences(), ADMIN)


def test_changes_at_once_are_all_in_the_history(office: Office, ana: Actor) -> None:
    changes = [Choices(marketing=False), Choices(sms=False), Choices(newsletter=False), Choices()]
    commands = [ChangePreferences(choices=choices) for choices in changes]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(partial(office.do, change_preferences, actor=ana), commands))
    history = office.see(see_consent_history, SeeConsentHistory(customer_id=own(ana)))
    state = {"marketing": "on", "sms": "on", "newsletter": "on"}
    for one in history:
        assert state[one.field] == one.before
        state[one.field] = one.after
    choices = office.see(see_preferences, SeePreferences(), ana).choices
    assert state == {name: "on" if getattr(choices, name) else "off" for name in state}


def test_the_audit_trail_has_the_change_field_by_field(office: Office, ana: Actor) -> None:
    office.do(change_preferences, ChangePreferences(choices=QUIET), ana)
    [row] = [row for row in office.audited() if row.action == "change_preferences"]
    changed = {change["field"]: (change["before"], change["after"]) for change in row.changes}
    assert changed == {
        "choices.marketing": (True, False),
        "choices.sms": (True, False),
        "choices.preferred_contact": ("email", "phone"),
        "version": (1, 2),
    }
    assert {change["id"] for change in row.changes} == {str(ana.customer_id)}
