"""A recount over either store: it finds what drifted, sets it right, and says so in the audit trail."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from rft_app import recount as recounting
from rft_app.recount import RecountReport, recount, stretches
from rft_domain.access.actor import SYSTEM
from rft_domain.activity.queries import AuditFilter, ListAudit, list_audit
from rft_domain.customers.figures import FiguresChange
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money
from tests.app.office import Office


@pytest.fixture(autouse=True)
def two_at_a_time() -> Iterator[None]:
    with patch.object(recounting, "BATCH", 2):
        yield


@pytest.fixture
def customers(office: Office) -> list[CustomerId]:
    made = [office.booking(f"p{number}@example.org").customer_id for number in range(5)]
    return sorted(id for id in made if id is not None)


def drift(office: Office, customer_id: CustomerId) -> None:
    with office.store.unit_of_work() as uow:
        change = FiguresChange(bookings=2, spent=Money.of(9), active_at=office.clock())
        uow.customers.change_figures(customer_id, change)
        uow.commit()


def bookings_of(office: Office, customer_id: CustomerId) -> int:
    with office.store.unit_of_work() as uow:
        return uow.customers.get(customer_id).figures.total_bookings


def check(office: Office) -> list[CustomerId]:
    report = recount(office.application, actor=SYSTEM, check=True)
    assert report.corrected == 0
    return [found.customer_id for found in report.drifts]


def test_a_check_finds_exactly_what_drifted_and_changes_nothing(office: Office, customers: list[CustomerId]) -> None:
    assert check(office) == []
    for customer_id in (customers[0], customers[4]):
        drift(office, customer_id)
    before = len(office.audited())
    for _ in range(2):
        assert check(office) == [customers[0], customers[4]]
    assert len(office.audited()) == before


def test_after_a_recount_a_check_is_clean(office: Office, customers: list[CustomerId]) -> None:
    drift(office, customers[1])
    report = recount(office.application, actor=SYSTEM)
    assert (report.customers, report.corrected, report.last) == (5, 1, customers[4])
    assert (check(office), bookings_of(office, customers[1])) == ([], 1)


def test_what_was_kept_and_what_was_counted_is_on_record(office: Office, customers: list[CustomerId]) -> None:
    drift(office, customers[1])
    recount(office.application, actor=SYSTEM)
    wanted = ListAudit(wanted=AuditFilter(action="recount_figures"))
    [row] = office.see(list_audit, wanted).items
    assert row.actor_kind == "system"
    told = {change["field"]: (change["before"], change["after"]) for change in row.changes}
    assert {change["id"] for change in row.changes} == {str(customers[1])}
    assert told["figures.total_bookings"] == (3, 1)
    assert "figures.total_spent" in told


def test_a_run_that_was_stopped_goes_on_where_it_was(office: Office, customers: list[CustomerId]) -> None:
    for customer_id in customers:
        drift(office, customer_id)
    seen: list[CustomerId | None] = []

    def stop(report: RecountReport) -> None:
        seen.append(report.last)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recount(office.application, actor=SYSTEM, told=stop)
    assert check(office) == [customers[4]]
    rest = recount(office.application, actor=SYSTEM, after=seen[-1])
    assert (rest.customers, rest.corrected, check(office)) == (1, 1, [])


def test_every_customer_is_looked_at_once(office: Office, customers: list[CustomerId]) -> None:
    assert [one.last for one in stretches(office.application, actor=SYSTEM)] == [
        customers[1],
        customers[3],
        customers[4],
    ]
