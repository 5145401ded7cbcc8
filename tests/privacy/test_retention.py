"""What is kept no longer goes by itself, is counted before, and is said after; nothing else goes."""

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from structlog.testing import capture_logs

from rft_adapters.erasure_ledger import FileLedger
from rft_app.retention import Retention
from rft_app.settings import load_settings
from rft_app.worker import Worker
from rft_domain.access.actor import ADMIN
from rft_domain.activity.queries import AuditFilter, ListAudit, list_audit
from rft_domain.privacy.retention import IDLE_DAYS, RULES
from rft_domain.shared.errors import Invalid
from tests.privacy.stage import Stage

_NAMES = {rule.name for rule in RULES}
# days after which each rule has let go of what the stage has; letters are never delivered there
_AFTER = {
    "special_requirements": 183 + 8, "origin": 366, "activity_origin": 366,
    "portal_links": 31, "portal_sessions": 31, "receipts": 8,
    "log_in_attempts": 2, "log_ins": 8, "password_resets": 8, "devices": 366, "registrations": 32, "invitations": 38,
    "verification_codes": 31,
}  # fmt: skip


def went(stage: Stage, retention: Retention = Retention()) -> set[str]:
    report = retention.apply(stage.application)
    return {kept.name for kept in report.kept if kept.rows}


def test_nothing_goes_on_the_first_day(stage: Stage) -> None:
    before = stage.dump()
    assert went(stage) == set()
    assert stage.dump() == before


@pytest.mark.parametrize("days", sorted(set(_AFTER.values())))
def test_each_rule_lets_go_when_its_time_is_over(stage: Stage, days: int) -> None:
    stage.world.clock.pass_by(days=days)
    expected = {name for name, after in _AFTER.items() if after <= days}
    due = Retention().report(stage.application)
    assert {kept.name for kept in due.kept if kept.rows} == expected
    done = Retention().apply(stage.application)
    assert [(kept.name, kept.rows) for kept in done.kept] == [(kept.name, kept.rows) for kept in due.kept]
    assert went(stage) == set()


def test_a_dry_run_changes_nothing(stage: Stage) -> None:
    stage.world.clock.pass_by(days=400)
    before = stage.dump()
    Retention().report(stage.application)
    assert stage.dump() == before


def test_what_went_is_on_record(stage: Stage) -> None:
    stage.world.clock.pass_by(days=400)
    done = {kept.name: kept.rows for kept in Retention().apply(stage.application).kept if kept.rows}
    with stage.world.open() as uow:
        wanted = ListAudit(wanted=AuditFilter(action="apply_retention"))
        [row] = list_audit(wanted, actor=ADMIN, now=stage.world.clock.now, uow=uow).items
    assert {change["id"]: change["before"] for change in row.changes} == done


def test_after_years_no_needs_no_origin_and_no_session_is_left_and_the_books_are_as_they_were(stage: Stage) -> None:
    with stage.world.open() as uow:
        figures = uow.customers.get(stage.ana.customer_id).figures
        price = uow.bookings.get(stage.ana.booking.id).price
    stage.world.clock.pass_by(days=400)
    went(stage)
    text = "\n".join(stage.dump())
    gone = ("zqananeeds", "zqanarequirements", "zqanaagent", "zqanarequest", "203.0.113.11", "zqanaportal")
    assert [word for word in gone if word in text] == []
    assert "zqanacity" in text
    with stage.world.open() as uow:
        assert uow.customers.get(stage.ana.customer_id).figures == figures
        assert uow.bookings.get(stage.ana.booking.id).price == price


def test_other_days_may_be_set_and_none_means_for_ever(stage: Stage) -> None:
    stage.world.clock.pass_by(days=400)
    assert "origin" not in went(stage, Retention(days=dict.fromkeys(_NAMES, 0)))
    assert went(stage, Retention(days=dict.fromkeys(_NAMES, 0) | {"origin": 399})) == {"origin"}


def test_who_is_idle_for_too_long_is_listed_and_erased_only_where_that_is_switched_on(stage: Stage) -> None:
    stage.world.clock.pass_by(days=IDLE_DAYS + 1)
    report = Retention().apply(stage.application)
    assert set(report.idle) == {stage.ana.customer_id, stage.bob.customer_id}
    assert "zqanacity" in "\n".join(stage.dump())
    Retention(erase_idle=True).apply(stage.application)
    assert "zqana" not in "\n".join(stage.dump())
    assert Retention().report(stage.application).idle == ()
    assert len(stage.ledger.kept) == 2


def test_a_ledger_that_cannot_be_written_erases_nobody_and_stops_no_worker(stage: Stage, tmp_path: Path) -> None:
    stage.world.clock.pass_by(days=IDLE_DAYS + 1)
    (tmp_path / "a file").touch()
    application = evolve(stage.application, ledger=FileLedger(tmp_path / "a file" / "erasures.jsonl"))
    with capture_logs() as said:
        Worker(application=application, mail=None, retention=Retention(erase_idle=True)).forget(stage.world.clock.now)
    assert [one["event"] for one in said] == ["kept no longer", "the ledger of erasures cannot be read or written"]
    with capture_logs() as said:
        Retention(erase_idle=True).run(evolve(stage.application, ledger=None))
    assert [one["event"] for one in said] == ["nobody idle is erased: RFT_ERASURE_FILE is not set"]
    assert "zqanacity" in "\n".join(stage.dump())


@pytest.mark.parametrize("listed", ["shoes=3", "origin", "origin=-1", "origin=soon"])
def test_a_rule_that_is_not_there_is_refused(listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_RETENTION_DAYS", listed)
    with pytest.raises(Invalid, match="RFT_RETENTION_DAYS"):
        load_settings()


def test_the_settings_name_other_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_RETENTION_DAYS", "origin=90, special_requirements=30")
    assert load_settings().retention.days == "origin=90, special_requirements=30"
    assert timedelta(days=IDLE_DAYS) > timedelta(days=7 * 365)


def test_the_worker_says_what_went_in_numbers_alone(stage: Stage) -> None:
    stage.world.clock.pass_by(days=400)
    with capture_logs() as said:
        Worker(application=stage.application, mail=None).forget(stage.world.clock.now)
    [line] = [one for one in said if one["event"] == "kept no longer"]
    assert (line["origin"], line["special_requirements"]) == (2, 4)
    assert "zq" not in repr(said)
