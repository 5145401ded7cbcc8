"""The delivering side of the outbox: at least once, by lease, never two at a time."""

from datetime import timedelta

import pytest

from rft_adapters.postgres import Store
from rft_domain.shared.outbox import Message
from rft_domain.testing import together
from rft_domain.testing.world import World

from .conftest import Sql

LEASE = timedelta(minutes=1)


@pytest.fixture
def messages(world: World, store: Store) -> list[Message]:
    made = []
    with store.unit_of_work() as uow:
        for number in range(3):
            at = world.clock.pass_by(seconds=1)
            body = {"booking_id": str(number)}
            made.append(Message(id=world.entropy.uuid(), topic="booking-confirmed", body=body, created_at=at))
            uow.outbox.add(made[-1])
        uow.commit()
    return made


def _claimed(store: Store, world: World, limit: int = 10) -> list[str]:
    return [m.body["booking_id"] for m in store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=limit)]


def test_the_oldest_come_first_and_each_claim_is_an_attempt(
    world: World, store: Store, messages: list[Message]
) -> None:
    first, second = store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=2)
    assert [first.id, second.id] == [messages[0].id, messages[1].id]
    assert (first.attempts, first.topic, first.body) == (1, messages[0].topic, messages[0].body)
    assert first.created_at == messages[0].created_at


@pytest.mark.usefixtures("messages")
def test_a_leased_message_is_nobody_elses_until_the_lease_ends(world: World, store: Store) -> None:
    assert _claimed(store, world) == ["0", "1", "2"]
    assert _claimed(store, world) == []
    world.clock.pass_by(minutes=1)
    assert _claimed(store, world) == ["0", "1", "2"]


@pytest.mark.usefixtures("messages")
def test_many_claimants_at_once_get_each_message_once(world: World, store: Store) -> None:
    found = together([lambda: _claimed(store, world, limit=1)] * 8)
    assert sorted(number for claimed in found if isinstance(claimed, list) for number in claimed) == ["0", "1", "2"]


@pytest.mark.usefixtures("messages")
def test_what_is_delivered_never_comes_back(world: World, store: Store, sql: Sql) -> None:
    [message] = store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=1)
    store.outbox_queue.delivered(message, now=world.clock.now)
    world.clock.pass_by(days=1)
    assert _claimed(store, world) == ["1", "2"]
    assert sql("SELECT count(*) FROM shared.outbox WHERE delivered_at IS NOT NULL") == [(1,)]


@pytest.mark.usefixtures("messages")
def test_what_failed_comes_back_when_it_is_due(world: World, store: Store) -> None:
    [message] = store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=1)
    store.outbox_queue.failed(message, reason="smtp-refused", retry_at=world.clock.now + timedelta(hours=1))
    assert _claimed(store, world) == ["1", "2"]
    world.clock.pass_by(hours=1)
    assert [each.attempts for each in store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=1)] == [2]


@pytest.mark.usefixtures("messages")
def test_what_is_put_aside_waits_for_an_operator(world: World, store: Store, sql: Sql) -> None:
    [message] = store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=1)
    store.outbox_queue.failed(message, reason="no-handler", retry_at=None)
    world.clock.pass_by(days=1)
    assert _claimed(store, world) == ["1", "2"]
    assert sql("SELECT last_failure FROM shared.outbox WHERE put_aside") == [("no-handler",)]


@pytest.mark.usefixtures("messages")
def test_a_claimant_whose_lease_ended_does_not_end_the_next_ones(world: World, store: Store) -> None:
    [slow] = store.outbox_queue.claim(now=world.clock.now, lease=LEASE, limit=1)
    world.clock.pass_by(minutes=1)
    assert _claimed(store, world, limit=1) == ["0"]
    store.outbox_queue.failed(slow, reason="too-slow", retry_at=world.clock.now)
    assert _claimed(store, world) == ["1", "2"]
