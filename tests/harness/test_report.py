"""The report says what was promised, tried out and found, and hides nothing."""

import pytest

from rft_domain.testing import LAWS, AdapterBroken, Capability, Outcome, check_adapter
from rft_domain.testing.broken.values import seats_kept
from tests.stores import memory_fails, memory_store


def test_what_is_not_claimed_is_said_and_the_rest_is_tried() -> None:
    store = memory_store()
    report = check_adapter(store.unit_of_work, reset=store.clear, capabilities=(), max_examples=3)
    outcomes = {row.law: row.outcome for row in report.rows}
    assert outcomes == {law.id: Outcome.NOT_CLAIMED if law.needs else Outcome.KEPT for law in LAWS}
    assert "S18  not claimed" in str(report)


def test_a_broken_law_is_named_with_its_promise_and_an_example() -> None:
    store = memory_store()
    report = check_adapter(seats_kept.plant(store.unit_of_work), reset=store.clear, capabilities=(), max_examples=20)
    assert not report.ok
    assert report["S13"].outcome is Outcome.BROKEN
    with pytest.raises(AdapterBroken, match="The seats taken on a session are those of the bookings that stand"):
        report.raise_if_broken()


@pytest.mark.parametrize(
    "claims", [{"S3"}, {"everything"}, {Capability.OUTBOX}, {Capability.PROVOKE}, {Capability.DUMP}]
)
def test_a_core_law_cannot_be_declined_nor_a_claim_made_without_its_hook(claims: set[Capability]) -> None:
    store = memory_store()
    with pytest.raises(ValueError, match=r"Capability|hook"):
        check_adapter(store.unit_of_work, reset=store.clear, capabilities=claims)


def test_a_hook_without_its_claim_is_a_mistake() -> None:
    store = memory_store()
    with pytest.raises(ValueError, match="hook"):
        check_adapter(store.unit_of_work, reset=store.clear, capabilities=(), provoke=memory_fails)


def test_every_law_has_an_id_of_its_own_and_a_promise_to_read() -> None:
    assert len({law.id for law in LAWS}) == len(LAWS)
    assert [law.id for law in LAWS if not law.promise.endswith(".")] == []
    assert {"P1", "P2", "P4", "P5", "P6", "P7", "P8", "M1"} <= {law.id for law in LAWS}


def test_the_report_counts_the_examples() -> None:
    store = memory_store()
    report = check_adapter(store.unit_of_work, reset=store.clear, capabilities=(), max_examples=7)
    assert {row.examples >= 7 for row in report.rows if row.outcome is Outcome.KEPT} == {True}
