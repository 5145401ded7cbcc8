"""What others must not know of a customer: who tells it, who sees it, and what is left behind, over either store."""

import json
from typing import Any

import pytest
from attrs import evolve

from rft_domain.access.actor import ADMIN, ANONYMOUS, SYSTEM, Actor, ActorKind
from rft_domain.access.decisions import CustomerAuthorizationError, StepUpRequired
from rft_domain.activity.queries import AuditFilter, ListActivity, ListAudit, list_activity, list_audit
from rft_domain.customers.queries import SeeSensitiveDetails, see_sensitive_details
from rft_domain.customers.sensitive import Details, EmergencyContact
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from rft_domain.shared.audit import AuditRow
from rft_domain.shared.changes import commitment
from rft_domain.shared.errors import Forbidden, Invalid, NotFound, PreconditionFailed, RftError, Unauthenticated
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.phone import Phone
from rft_domain.testing.world import refusal
from tests.app.office import ANA, BEN, Office

RUI = EmergencyContact(name="Rui Canary", phone=Phone("+447700917283"), relationship="brother canary")
TOLD = Details(
    emergency_contact=RUI, medical_flag=True, medical_notes="asthma canary", dietary_requirements="no nuts canary"
)


@pytest.fixture
def ana(office: Office) -> Actor:
    customer_id = office.booking().customer_id
    return Actor(kind=ActorKind.CUSTOMER, user_id=office.known(ANA).id, customer_id=customer_id)


def own(actor: Actor) -> CustomerId:
    assert actor.customer_id is not None
    return actor.customer_id


def tell(office: Office, actor: Actor, details: Details = TOLD, **more: Any) -> None:
    office.do(change_sensitive_details, ChangeSensitiveDetails(details=details, **more), actor)


def test_nothing_is_known_at_the_start_and_what_is_told_replaces_it_whole(office: Office, ana: Actor) -> None:
    def seen() -> tuple[Details, int]:
        found = office.see(see_sensitive_details, SeeSensitiveDetails(), ana)
        return found.details, found.version

    assert seen() == (Details(), 1)
    tell(office, ana)
    assert seen() == (TOLD, 2)
    tell(office, ana)
    assert seen() == (TOLD, 2)
    tell(office, ADMIN, Details(medical_flag=True), customer_id=own(ana), version=2)
    assert seen() == (Details(medical_flag=True), 3)


def test_it_is_changed_on_the_version_that_was_read(office: Office, ana: Actor) -> None:
    tell(office, ana, version=1)
    with pytest.raises(PreconditionFailed) as refused:
        tell(office, ana, Details(), version=1)
    assert refused.value.facts == {"version": 2}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ActorKind.ORGANISER, None),
        (ActorKind.PROVEN_GUEST, None),
        (ActorKind.SUPERUSER, None),
        (ActorKind.PORTAL_GUEST, StepUpRequired),
        (ActorKind.INSTRUCTOR, Forbidden),
        (ActorKind.ANONYMOUS, Unauthenticated),
    ],
)
def test_the_owner_and_the_office_see_and_tell_it(
    office: Office, ana: Actor, kind: ActorKind, expected: type[RftError] | None
) -> None:
    actor = evolve(ana, kind=kind)
    for ask in (
        lambda: tell(office, actor, customer_id=own(ana)),
        lambda: office.see(see_sensitive_details, SeeSensitiveDetails(customer_id=own(ana)), actor),
    ):
        assert type(refusal(ask)) is (expected or type(None))


def test_of_others_nothing_is_there(office: Office, ana: Actor) -> None:
    ben = office.booking(BEN).customer_id
    tell(office, SYSTEM, customer_id=ben)
    for kind in (ActorKind.CUSTOMER, ActorKind.ORGANISER, ActorKind.PROVEN_GUEST):
        actor = evolve(ana, kind=kind)
        with pytest.raises(NotFound):
            office.see(see_sensitive_details, SeeSensitiveDetails(customer_id=ben), actor)
        with pytest.raises(NotFound):
            tell(office, actor, customer_id=ben)
    assert not issubclass(NotFound, CustomerAuthorizationError)
    with pytest.raises(Unauthenticated):
        office.see(see_sensitive_details, SeeSensitiveDetails(customer_id=ben), ANONYMOUS)


@pytest.mark.parametrize(
    ("made", "pointer"),
    [
        (lambda: Details(medical_notes="asthma"), "/medical_flag"),
        (lambda: Details(medical_flag=True, medical_notes="x" * 4001), "/medical_notes"),
        (lambda: Details(dietary_requirements="x" * 1001), "/dietary_requirements"),
        (lambda: Details(dietary_requirements="a\0b"), "/dietary_requirements"),
        (lambda: EmergencyContact(name=" ", phone=RUI.phone), "/name"),
        (lambda: EmergencyContact(name="R", phone=RUI.phone, relationship="x" * 101), "/relationship"),
    ],
)
def test_a_broken_rule_is_named_and_the_value_is_not(made: Any, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        made()
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert "asthma" not in str(refused.value)


def test_the_flag_stands_without_notes() -> None:
    assert Details(medical_flag=True).medical_notes is None


def test_nothing_of_it_shows_where_things_are_printed() -> None:
    command = ChangeSensitiveDetails(details=TOLD)
    shown = f"{command!r} {TOLD!r} {RUI!r}"
    assert [word for word in ("canary", "917283", "True") if word in shown] == []


def test_the_trail_tells_which_fields_and_shows_no_value(office: Office, ana: Actor) -> None:
    tell(office, ana)
    [row] = [row for row in office.audited() if row.action == "change_sensitive_details"]
    assert {change["field"] for change in row.changes} == {
        "details.emergency_contact", "details.medical_flag", "details.medical_notes", "details.dietary_requirements",
        "version",
    }  # fmt: skip
    told = json.dumps([dict(row.about), list(row.changes)])
    assert [word for word in ("canary", "917283") if word in told] == []
    [notes] = [change for change in row.changes if change["field"] == "details.medical_notes"]
    assert (notes["before"], notes["after"]) == (None, commitment(row.salt, "details.medical_notes", "asthma canary"))
    assert ana.user_id is not None
    lines = office.see(list_activity, ListActivity(user_id=ana.user_id, customer_id=own(ana)), SYSTEM).items
    said = [line.text for line in lines if line.type == "sensitive_changed"]
    fields = "emergency_contact, medical_flag, medical_notes, dietary_requirements"
    assert said == [f"Sensitive details changed: {fields}"]


def test_a_look_of_the_office_is_on_record_and_ones_own_is_not(office: Office, ana: Actor) -> None:
    def looks() -> list[AuditRow]:
        wanted = AuditFilter(action="see_sensitive_details")
        return list(office.see(list_audit, ListAudit(wanted=wanted), SYSTEM).items)

    office.see(see_sensitive_details, SeeSensitiveDetails(), ana)
    assert looks() == []
    office.see(see_sensitive_details, SeeSensitiveDetails(customer_id=own(ana)), ADMIN)
    [row] = looks()
    assert (row.outcome, row.about["customer_id"]) == ("accepted", str(own(ana)))
