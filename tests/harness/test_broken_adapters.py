"""Every planted fault is found, by the law that names it: a guard that nobody has seen fail is not a guard."""

import pytest

from rft_domain.testing import LAWS, Outcome, Subject, check_law
from rft_domain.testing.broken import FAULTS, Fault
from tests.stores import memory_dump, memory_fails, memory_store

_BY_ID = {law.id: law for law in LAWS}
# races that cannot be lost with the memory adapter's one lock; tests/races turns them red on both
_BY_RACE = {"S18", "S19", "S20"}
# the first failure ends a trial: only a fault that few examples show comes near it
MOST_EXAMPLES = 3000


def subject(fault: Fault) -> Subject:
    store = memory_store()
    broken = fault.plant(store.unit_of_work)
    return Subject(
        open_unit_of_work=broken,
        reset=store.clear,
        queue=store.outbox_queue,
        provoke=memory_fails,
        dump=memory_dump(store),
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_adapter_is_rejected_by_the_law_that_names_its_fault(fault: Fault) -> None:
    row = check_law(_BY_ID[fault.law], subject(fault), MOST_EXAMPLES, shrink=False)
    assert row.outcome is Outcome.BROKEN


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_says_what_is_wrong(fault: Fault) -> None:
    assert fault.what.endswith(".")
    assert fault.law in _BY_ID


def test_every_law_but_the_races_has_a_fault_that_breaks_it() -> None:
    assert set(_BY_ID) - {fault.law for fault in FAULTS} == _BY_RACE | {"M1"}


@pytest.mark.parametrize("name", ["user_id_as_customer_id", "folded_text", "seats_kept", "links_forgotten"])
def test_the_oracle_finds_faults_too(name: str) -> None:
    [fault] = [fault for fault in FAULTS if fault.name == name]
    assert check_law(_BY_ID["M1"], subject(fault), MOST_EXAMPLES, shrink=False).outcome is Outcome.BROKEN
