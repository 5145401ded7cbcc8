"""The memory adapter keeps every law."""

from rft_domain.testing import check_adapter
from tests.contract.conftest import Expected
from tests.stores import memory_fails, memory_store


def test_memory_keeps_every_law(expected: Expected) -> None:
    store = memory_store()
    hooks = {"reset": store.clear, "queue": store.outbox_queue, "provoke": memory_fails}
    assert expected.is_shown_by(check_adapter(store.unit_of_work, capabilities=expected.capabilities, **hooks))
