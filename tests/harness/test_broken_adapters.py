"""Every planted fault is found, by the law that names it: a guard that nobody has seen fail is not a guard."""

import pytest

from rft_domain.testing import LAWS, Capability, Subject, check_adapter, check_law
from rft_domain.testing.broken import FAULTS, Fault
from tests.stores import memory_fails, memory_store

_BY_ID = {law.id: law for law in LAWS}
# races that cannot be lost with the memory adapter's one lock; tests/races turns them red on both
_BY_RACE = {"S18", "S19", "S20"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_adapter_is_rejected_by_the_law_that_names_its_fault(fault: Fault) -> None:
    store = memory_store()
    report = check_adapter(
        fault.plant(store.unit_of_work),
        reset=store.clear,
        capabilities=Capability,
        queue=store.outbox_queue,
        provoke=memory_fails,
        max_examples=60,
        shrink=False,
    )
    assert fault.law in {row.law for row in report.failures}, str(report)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_says_what_is_wrong(fault: Fault) -> None:
    assert fault.what.endswith(".")
    assert fault.law in _BY_ID


def test_every_law_but_the_races_has_a_fault_that_breaks_it() -> None:
    assert set(_BY_ID) - {fault.law for fault in FAULTS} == _BY_RACE | {"M1"}


def test_the_oracle_finds_faults_too() -> None:
    found = set()
    for fault in FAULTS:
        store = memory_store()
        subject = Subject(open_unit_of_work=fault.plant(store.unit_of_work), reset=store.clear)
        if check_law(_BY_ID["M1"], subject, 30, shrink=False).detail:
            found.add(fault.name)
    assert {"user_id_as_customer_id", "rounded_rates", "seats_kept", "links_forgotten"} <= found
