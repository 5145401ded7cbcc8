"""Sealing on PostgreSQL: no gaps, whoever seals; and tampering with real rows shows."""

from random import Random

import pytest

from rft_adapters.postgres import Store
from rft_domain.activity.checkpoints import Checkpoint, checkpoint_of
from rft_domain.activity.seals import Keys, chained
from rft_domain.activity.trail import every_sealed, seal_next
from rft_domain.activity.verify import Tampering, Verdict, verify
from rft_domain.shared.errors import StaleWrite
from rft_domain.testing import together
from rft_domain.testing.scenes import a_booking, a_course, a_session
from rft_domain.testing.world import World, refusal

from .conftest import Sql

KEYS = Keys({"key-1": b"1" * 32})


def seal_everything(store: Store, limit: int = 1_000) -> int:
    sealed = 0
    while done := seal_next(store.audit_trail, KEYS, since=None, limit=limit):
        sealed += done
    return sealed


def signed(store: Store, world: World) -> list[Checkpoint]:
    head = store.audit_trail.head()
    return [checkpoint_of(head, world.clock.now, KEYS)] if head else []


def verdict(store: Store, checkpoints: list[Checkpoint]) -> Verdict:
    return verify(every_sealed(store.audit_trail, page=3), checkpoints, KEYS)


@pytest.fixture
def checkpoints(world: World, store: Store) -> list[Checkpoint]:
    """Twelve sealed and signed rows, a refusal among them."""
    session = a_session(world, capacity=4)
    for _ in range(5):
        refusal(lambda: a_booking(world, session.id))
        world.clock.pass_by(seconds=1)
    for number in range(5):
        a_course(world, f"X{number}")
    assert seal_everything(store, limit=5) == 12
    return signed(store, world)


def test_the_chain_over_real_rows_holds(store: Store, world: World, checkpoints: list[Checkpoint]) -> None:
    assert verdict(store, checkpoints) == Verdict(rows=12)
    a_course(world, "LATER")
    assert store.audit_trail.waiting().rows == 1
    assert seal_everything(store) == 1
    assert (store.audit_trail.waiting().rows, store.audit_trail.waiting().oldest) == (0, None)
    assert verdict(store, checkpoints) == Verdict(rows=13)


def test_only_rows_from_an_instant_on_are_looked_at(store: Store, world: World) -> None:
    a_course(world, "OLD")
    now = world.clock.pass_by(hours=2)
    a_course(world, "NEW")
    assert [row.at for row in store.audit_trail.unsealed(since=now, limit=9)] == [now]
    assert len(store.audit_trail.unsealed(since=None, limit=9)) == 2


def test_sealing_is_no_trip_of_a_booking(store: Store, world: World, sql: Sql) -> None:
    a_booking(world, a_session(world).id)
    assert sql("SELECT count(*) FROM activity.seals") == [(0,)]


def test_many_sealers_at_once_leave_no_gap_and_seal_nothing_twice(store: Store, world: World, sql: Sql) -> None:
    for number in range(40):
        a_course(world, f"C{number}")

    def seal() -> int:
        return sum(seal_next(store.audit_trail, KEYS, since=None, limit=3) for _ in range(12))

    found = together([seal] * 6)
    assert sum(done for done in found if isinstance(done, int)) == len(sql("SELECT 1 FROM activity.seals"))
    seal_everything(store)
    assert sql("SELECT count(*), min(seq), max(seq), count(DISTINCT row_id) FROM activity.seals") == [(40, 1, 40, 40)]
    assert verdict(store, signed(store, world)) == Verdict(rows=40)


def test_a_rival_that_was_faster_is_not_overwritten(store: Store, world: World, sql: Sql) -> None:
    a_course(world, "ONE")
    rows = store.audit_trail.unsealed(since=None, limit=9)
    mine, again = tuple(chained(rows, None, KEYS)), tuple(chained(rows, None, KEYS))
    store.audit_trail.add(mine)
    with pytest.raises(StaleWrite):
        store.audit_trail.add(again)
    assert sql("SELECT count(*) FROM activity.seals") == [(1,)]


_PICK = "SELECT row_id FROM activity.seals WHERE seq = %s"
TAMPERINGS: dict[Tampering, tuple[str, ...]] = {
    Tampering.EDITED: tuple(
        f"UPDATE activity.audit SET {change} WHERE id = ({_PICK})"
        for change in (
            "at = at + interval '1 microsecond'", "actor_kind = actor_kind || 'x'", "actor_id = gen_random_uuid()",
            "action = 'nothing'", "outcome = CASE outcome WHEN 'accepted' THEN 'refused' ELSE 'accepted' END",
            "code = coalesce(code, '') || 'x'", "about = about || '{\"more\": \"\"}'", "request_id = 'x'", "ip = 'x'",
            "user_agent = 'x'", "changes = changes || '[{}]'",
        )
    ),
    Tampering.DELETED: (
        f"DELETE FROM activity.audit WHERE id = ({_PICK})",
        f"UPDATE activity.audit SET id = gen_random_uuid() WHERE id = ({_PICK})",
        "DELETE FROM activity.seals WHERE seq = %s",
    ),
    Tampering.REBUILT: (
        "UPDATE activity.seals SET value = sha256(value) WHERE seq >= %s",
        "UPDATE activity.seals SET key_id = 'key-9' WHERE seq >= %s",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "statement"), [(kind, text) for kind, texts in TAMPERINGS.items() for text in texts])
def test_tampering_with_real_rows_is_found(
    store: Store, checkpoints: list[Checkpoint], sql: Sql, kind: Tampering, statement: str
) -> None:
    seq = Random(statement).randint(1, 11)
    sql(statement, seq)
    assert verdict(store, checkpoints) == Verdict(rows=seq - 1, seq=seq, kind=kind)


def test_two_rows_that_change_places_are_found(store: Store, checkpoints: list[Checkpoint], sql: Sql) -> None:
    [[one]], [[other]] = sql(_PICK, 3), sql(_PICK, 8)
    sql("UPDATE activity.seals SET row_id = gen_random_uuid() WHERE seq = 8")
    sql("UPDATE activity.seals SET row_id = %s WHERE seq = 3", other)
    sql("UPDATE activity.seals SET row_id = %s WHERE seq = 8", one)
    assert verdict(store, checkpoints) == Verdict(rows=2, seq=3, kind=Tampering.REORDERED)


def test_an_inserted_row_is_found(store: Store, checkpoints: list[Checkpoint], sql: Sql) -> None:
    columns = "at, actor_kind, actor_id, action, outcome, code, about, request_id, ip, user_agent, changes"
    sql(f"INSERT INTO activity.audit (id, {columns}) SELECT gen_random_uuid(), {columns} FROM activity.audit LIMIT 1")
    sql("UPDATE activity.seals SET seq = seq + 100 WHERE seq >= 5")
    sql("UPDATE activity.seals SET seq = seq - 99 WHERE seq >= 105")
    [row] = store.audit_trail.unsealed(since=None, limit=9)
    sql("INSERT INTO activity.seals (row_id, seq, key_id, value) VALUES (%s, 5, 'key-1', %s)", row.id, bytes(32))
    assert verdict(store, checkpoints) == Verdict(rows=4, seq=5, kind=Tampering.INSERTED)


@pytest.mark.parametrize("grown", [0, 1, 9])
def test_a_cut_tail_is_found_also_when_it_grew_again(
    store: Store, world: World, checkpoints: list[Checkpoint], sql: Sql, grown: int
) -> None:
    sql("DELETE FROM activity.audit USING activity.seals WHERE id = row_id AND seq > 8")
    sql("DELETE FROM activity.seals WHERE seq > 8")
    for number in range(grown):
        a_course(world, f"G{number}")
    seal_everything(store)
    assert not verdict(store, checkpoints).ok
    assert verdict(store, []).kind is Tampering.CHECKPOINT_MISSING
