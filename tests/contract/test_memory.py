"""The memory adapter keeps every law."""

from rft_domain.testing import Capability, check_adapter
from tests.contract.conftest import assert_all_kept
from tests.stores import memory_dump, memory_fails, memory_store


def test_memory_keeps_every_law() -> None:
    store = memory_store()
    report = check_adapter(
        store.unit_of_work,
        reset=store.clear,
        capabilities=Capability,
        queue=store.outbox_queue,
        provoke=memory_fails,
        dump=memory_dump(store),
    )
    assert_all_kept(report)
