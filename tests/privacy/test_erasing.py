"""Erasing through the application: what is refused, what is remembered, and what a restored backup cannot undo."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from attrs import evolve

from rft_adapters.erasure_ledger import FileLedger, ListLedger
from rft_app.application import Application
from rft_app.privacy import Reapplied, erase, reapply_erasures
from rft_app.retention import Retention
from rft_domain.access.actor import ADMIN, ANONYMOUS, SYSTEM
from rft_domain.activity.queries import AuditFilter, ListAudit, list_audit
from rft_domain.bookings.letters import letter_for
from rft_domain.customers.customer import Customer
from rft_domain.customers.errors import CustomerIsErased
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.identity.errors import LastSuperuser, UserIsErased
from rft_domain.identity.use_cases.reactivate_user import ReactivateUser, reactivate_user
from rft_domain.identity.user import Role, User
from rft_domain.privacy.erasure import Kind
from rft_domain.privacy.errors import BookingsAhead, CustomerShared, LedgerMissing, UserIsCustomer
from rft_domain.privacy.ledger import Entry, standing
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer
from rft_domain.privacy.use_cases.erase_user import EraseUser
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Busy, Forbidden, NotFound, RftError, Unauthenticated
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.shared.outbox import Message
from rft_domain.testing.lives import Life
from rft_domain.testing.scenes import a_user
from tests.privacy.stage import Stage


def wanted(life: Life, *, ahead: bool = True, members: bool = False) -> EraseCustomer:
    return EraseCustomer(customer_id=life.customer_id, with_bookings_ahead=ahead, with_members=members)


def refused(stage: Stage, command: EraseCustomer | EraseUser) -> type[RftError]:
    """With nothing changed, nothing in the ledger that stands, and the refusal on record."""
    before = [row for row in stage.dump() if not row.startswith(("audit ", "activity.audit "))]
    with pytest.raises(RftError) as error:
        erase(stage.application, command, actor=ADMIN)
    assert [row for row in stage.dump() if not row.startswith(("audit ", "activity.audit "))] == before
    assert standing(stage.ledger.entries()) == ()
    return error.type


def a_member(stage: Stage, life: Life, role: Role = Role.CUSTOMER) -> User:
    user = a_user(stage.world, "eva.member@example.org", role)
    with stage.world.open() as uow:
        member = evolve(uow.users.get(user.id), customer_id=life.customer_id, version=2, events=())
        uow.users.save(member)
        uow.commit()
    return member


def test_bookings_ahead_and_members_must_be_spoken_of_first(stage: Stage) -> None:
    assert refused(stage, wanted(stage.ana, ahead=False)) is BookingsAhead
    a_member(stage, stage.ana)
    assert refused(stage, wanted(stage.ana)) is CustomerShared
    done = erase(stage.application, wanted(stage.ana, members=True), actor=ADMIN)
    assert (done.kind, done.subject_id, done.rows["identity.users"]) == (Kind.CUSTOMER, stage.ana.customer_id, 2)


def test_a_user_who_is_the_customer_is_erased_as_the_customer(stage: Stage) -> None:
    assert refused(stage, EraseUser(user_id=stage.ana.user_id)) is UserIsCustomer
    member = a_member(stage, stage.ana)
    erase(stage.application, EraseUser(user_id=member.id), actor=ADMIN)
    assert [row for row in stage.dump() if "eva.member" in row] == []
    assert [row for row in stage.dump() if "zqanacity" in row] != []


def test_staff_is_for_superusers_and_the_last_superuser_for_nobody(stage: Stage) -> None:
    member = a_member(stage, stage.ana, Role.SUPERUSER)
    assert refused(stage, wanted(stage.ana, members=True)) is Forbidden
    for command in (wanted(stage.ana, members=True), EraseUser(user_id=member.id)):
        with pytest.raises(LastSuperuser):
            erase(stage.application, command, actor=SYSTEM)


def test_nobody_is_erased_where_no_ledger_remembers_it(stage: Stage) -> None:
    with pytest.raises(LedgerMissing):
        erase(evolve(stage.application, ledger=None), wanted(stage.ana), actor=ADMIN)


def test_the_evidence_and_the_trail_name_ids_and_counts_alone(stage: Stage) -> None:
    done = erase(stage.application, wanted(stage.ana), actor=ADMIN)
    assert done.rows["customers.customers"] == 1
    assert done.rows["shared.receipts"] == 1
    with stage.world.open() as uow:
        page = list_audit(ListAudit(wanted=AuditFilter(action="erase_customer")), actor=ADMIN, now=done.at, uow=uow)
    [row] = page.items
    assert row.about["customer_id"] == str(stage.ana.customer_id)
    assert {"entity": "erasure", "id": str(done.id)} in row.changes
    assert stage.ledger.kept == [Entry(kind=Kind.CUSTOMER, subject_id=stage.ana.customer_id, at=done.at)]


def test_a_shell_is_filled_by_nobody(stage: Stage) -> None:
    erase(stage.application, wanted(stage.ana), actor=ADMIN)
    with stage.world.open() as uow:
        shell: Customer = uow.customers.get(stage.ana.customer_id)
    again = ChangeProfile(customer_id=shell.id, profile=evolve(shell.profile, city="Leeds"))
    with pytest.raises(CustomerIsErased):
        stage.world.do(change_profile, again)
    with pytest.raises(UserIsErased):
        stage.world.do(reactivate_user, ReactivateUser(user_id=stage.ana.user_id))


def test_who_may_not_erase_is_refused_on_record(stage: Stage) -> None:
    with pytest.raises(Unauthenticated):
        erase(stage.application, wanted(stage.ana), actor=ANONYMOUS)
    with stage.world.open() as uow:
        wanted_rows = ListAudit(wanted=AuditFilter(action="erase_customer"))
        page = list_audit(wanted_rows, actor=ADMIN, now=stage.world.clock.now, uow=uow)
    assert [(row.actor_kind, row.outcome, row.code) for row in page.items] == [
        ("anonymous", "refused", "unauthenticated")
    ]
    assert tuple(stage.ledger.entries()) == ()


def test_no_letter_is_written_to_the_erased(stage: Stage) -> None:
    erase(stage.application, wanted(stage.ana), actor=ADMIN)
    body = {"booking_id": str(stage.ana.booking.id)}
    message = Message(
        id=stage.world.entropy.uuid(), topic="booking-cancelled", body=body, created_at=stage.world.clock.now
    )
    with stage.world.open() as uow, pytest.raises(NotFound):
        letter_for(message, uow)


def _dies(at: str) -> Callable[..., object]:
    def die(*given: object, **named: object) -> object:
        raise SystemExit(at)

    return die


def test_a_crash_before_the_commit_is_made_up_for(stage: Stage) -> None:
    """The line is in the ledger, the person is not erased: the worker, or the next restart, carries it out."""
    with patch.object(Application, "run", _dies("before the commit")), pytest.raises(SystemExit):
        erase(stage.application, wanted(stage.ana), actor=ADMIN)
    assert [row for row in stage.dump() if stage.ana.found_in(row)] != []
    Retention().run(stage.application)
    assert [row for row in stage.dump() if stage.ana.found_in(row)] == []


def test_a_crash_after_the_commit_leaves_the_line_that_was_written_before(stage: Stage) -> None:
    with patch("rft_app.privacy._make_up", _dies("after the commit")), pytest.raises(SystemExit):
        erase(stage.application, wanted(stage.ana), actor=ADMIN)
    assert [one.subject_id for one in standing(stage.ledger.entries())] == [stage.ana.customer_id]


def test_a_store_that_is_away_is_caught_up_with(stage: Stage) -> None:
    with patch.object(Application, "run", side_effect=Busy()), pytest.raises(Busy):
        erase(stage.application, wanted(stage.ana), actor=ADMIN)
    done = reapply_erasures(stage.application, stage.ledger)
    assert done == Reapplied(again=(stage.ana.customer_id,))


def test_whom_a_restored_backup_brings_back_is_erased_again(stage: Stage) -> None:
    """The store as it was before the erasure, and the ledger as it is after it."""
    ledger = ListLedger()
    now, nobody = stage.world.clock.now, CustomerId(stage.world.entropy.uuid())
    for kind, subject_id in (
        (Kind.CUSTOMER, stage.ana.customer_id), (Kind.CUSTOMER, nobody), (Kind.USER, UserId(stage.bob.user_id)),
    ):  # fmt: skip
        ledger.add(Entry(kind=kind, subject_id=subject_id, at=now))
    ledger.add(Entry(kind=Kind.USER, subject_id=stage.bob.user_id, at=now, withdrawn=True))
    done = reapply_erasures(stage.application, ledger)
    assert done == Reapplied(again=(stage.ana.customer_id,), unknown=(nobody,))
    assert [row for row in stage.dump() if stage.ana.found_in(row)] == []
    assert [row for row in stage.dump() if stage.bob.found_in(row)] != []
    before = stage.dump()
    again = reapply_erasures(stage.application, ledger)
    assert again == Reapplied(before=(stage.ana.customer_id,), unknown=(nobody,))
    assert stage.dump() == before  # the worker asks by the hour: who was never here is not refused each time


def test_who_was_merged_is_remembered_too(stage: Stage) -> None:
    """A backup from before the merge has them as a customer of their own."""
    ana, bob = stage.ana.customer_id, stage.bob.customer_id
    plan = stage.world.do(preview_merge, MergeCustomers(winner_id=ana, loser_id=bob)).plan
    choices = MergeChoices(keep=tuple(one.booking_id for one in plan.bookings))
    stage.world.do(merge_customers, MergeCustomers(winner_id=ana, loser_id=bob, choices=choices))
    erase(stage.application, wanted(stage.ana, members=True), actor=ADMIN)
    assert {one.subject_id for one in standing(stage.ledger.entries())} == {ana, bob}
    done = reapply_erasures(stage.application, stage.ledger)
    assert (set(done.before), done.again, done.failed) == ({ana, bob}, (), ())


def test_who_is_erased_is_merged_with_nobody(stage: Stage) -> None:
    """The other's data would fill the shell, or the ledger would name the other."""
    erase(stage.application, wanted(stage.ana), actor=ADMIN)
    before = [row for row in stage.dump() if not row.startswith(("audit ", "activity.audit "))]
    sides = (stage.ana.customer_id, stage.bob.customer_id)
    for winner, loser in (sides, sides[::-1]):
        for use_case in (preview_merge, merge_customers):
            with pytest.raises(CustomerIsErased):
                stage.world.do(use_case, MergeCustomers(winner_id=winner, loser_id=loser))
    done = reapply_erasures(stage.application, stage.ledger)
    assert (done.before, done.again) == ((stage.ana.customer_id,), ())
    assert [row for row in stage.dump() if not row.startswith(("audit ", "activity.audit "))] == before


def test_a_lost_ledger_is_written_anew_from_the_evidence(stage: Stage) -> None:
    done = erase(stage.application, wanted(stage.ana), actor=ADMIN)
    fresh = ListLedger()
    assert reapply_erasures(stage.application, fresh).added == 1
    assert fresh.kept == [Entry(kind=Kind.CUSTOMER, subject_id=stage.ana.customer_id, at=done.at)]


def test_a_file_remembers_through_power_cuts(tmp_path: Path, stage: Stage) -> None:
    entry = Entry(kind=Kind.CUSTOMER, subject_id=stage.ana.customer_id, at=stage.world.clock.now)
    ledger = FileLedger(tmp_path / "kept" / "erasures.jsonl")
    assert tuple(ledger.entries()) == ()
    ledger.add(entry)
    with ledger.path.open("ab") as file:
        file.write(b'{"kind": "customer", "subj')
    ledger.add(evolve(entry, withdrawn=True))
    assert tuple(ledger.entries()) == (entry, evolve(entry, withdrawn=True))
    assert Email.parse("zqana@example.org").identity not in ledger.path.read_text()
