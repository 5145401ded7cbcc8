"""Tampering with the audit trail shows, and an honest trail never complains (product.md H5)."""

from collections.abc import Iterator
from hashlib import sha256
from random import Random
from uuid import UUID

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.activity import verify as module
from rft_domain.activity.checkpoints import Checkpoint, checkpoint_of
from rft_domain.activity.seals import Keys, canonical
from rft_domain.activity.trail import Sealed
from rft_domain.activity.verify import Tampering, Verdict, verify
from rft_domain.shared.audit import AuditRow, Origin, origin_commitment
from tests.domain.trails import KEYS, START, STRANGERS, WAYS, Tables, Tamper, a_row, an_honest_trail, grow, renumber

TAMPERINGS = 10_000
BATCHES = (1, 4, 2, 5)


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_an_honest_trail_never_complains(seed: int, batches: list[int]) -> None:
    tables, checkpoints = an_honest_trail(Random(seed), batches)
    assert verify(tables.chain(), checkpoints, KEYS) == Verdict(rows=sum(batches))
    grow(tables, [a_row(Random(seed + 1))])  # sealed since the last checkpoint
    assert verify(tables.chain(), checkpoints, KEYS) == Verdict(rows=sum(batches) + 1)


def test_nothing_is_a_trail_too() -> None:
    assert verify([], [], KEYS) == Verdict(rows=0)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_ten_thousand_tamperings_are_all_found(way: Tamper) -> None:
    for number in range(TAMPERINGS // len(WAYS) + 1):
        random = Random(f"{way.__name__} {number}")
        tables, checkpoints = an_honest_trail(random, BATCHES)
        before = tables.copy()
        way(random, tables)
        assert tables != before
        verdict = verify(tables.chain(), checkpoints, KEYS)
        assert not verdict.ok, f"{way.__name__}, number {number}"


def test_every_field_of_a_row_is_in_its_sealed_form() -> None:
    row = evolve(a_row(Random(1)), origin_commitment=None, origin_salt=None)
    others: dict[str, object] = {
        "id": UUID(int=1), "at": START, "actor_kind": "x", "actor_id": UUID(int=1), "action": "x",
        "outcome": "x", "code": "x", "about": {"x": "y"}, "request_id": "x", "ip": "x", "user_agent": "x",
        "changes": ({"entity": "x", "id": "x"},), "origin_commitment": "x",
    }  # fmt: skip
    # salts may be erased: they only open commitments, which are sealed
    left_out = {"origin", "salt", "origin_salt"}
    names = {a.name for kind in (AuditRow, Origin) for a in fields(kind)} - left_out
    assert others.keys() == names
    for name, other in others.items():
        in_origin = name in {a.name for a in fields(Origin)}
        changed = evolve(row, origin=evolve(row.origin, **{name: other})) if in_origin else evolve(row, **{name: other})  # type: ignore[arg-type]  # a value for each field
        assert canonical(changed) != canonical(row), name


def test_the_sealed_form_stays_as_it_was() -> None:
    row = AuditRow(
        id=UUID(int=1), at=START, actor_kind="admin", actor_id=None, action="a", outcome="accepted", about={"b": "ü"}
    )
    assert canonical(row) == (
        b'{"about":{"b":"\\u00fc"},"action":"a","actor_id":null,"actor_kind":"admin",'
        b'"at":"2026-03-02T09:00:00.123457+00:00","code":null,"id":"00000000-0000-0000-0000-000000000001",'
        b'"ip":null,"outcome":"accepted","request_id":null,"user_agent":null}'
    )


def _committed(row: AuditRow) -> AuditRow:
    salt = "cd" * 32
    return evolve(row, origin_commitment=origin_commitment(row.origin, salt), origin_salt=salt)


def test_where_a_request_came_from_can_be_erased_and_the_chain_still_verifies() -> None:
    tables = Tables({}, [])
    grow(tables, [_committed(a_row(Random(seed))) for seed in range(5)])
    signed = [checkpoint_of(tables.seals[-1], START, KEYS)]
    tables.rows = {key: evolve(row, origin=Origin(), origin_salt=None, salt=None) for key, row in tables.rows.items()}
    assert verify(tables.chain(), signed, KEYS) == Verdict(rows=5)


@pytest.mark.parametrize("origin", [Origin(), Origin(ip="198.51.100.1"), Origin(request_id="r1", ip="203.0.113.7")])
@pytest.mark.parametrize("salt", [None, "cd" * 32, "ab" * 32, "no salt"])
def test_another_origin_is_no_erased_one(origin: Origin, salt: str | None) -> None:
    tables = Tables({}, [])
    grow(tables, [_committed(a_row(Random(seed))) for seed in range(5)])
    if (origin, salt) == (Origin(), None):
        return  # this is what erasing leaves
    row = tables.rows[tables.seals[2].row_id]
    tables.rows[row.id] = evolve(row, origin=origin, origin_salt=salt)
    signed = [checkpoint_of(tables.seals[-1], START, KEYS)]
    assert verify(tables.chain(), signed, KEYS) == Verdict(rows=2, seq=3, kind=Tampering.EDITED)


@pytest.fixture
def trail() -> tuple[Tables, list[Checkpoint]]:
    tables, checkpoints = an_honest_trail(Random(7), (4, 4, 4))
    return tables, checkpoints[-1:]


Trail = tuple[Tables, list[Checkpoint]]


def _told(trail: Trail) -> tuple[Tampering | None, int | None]:
    verdict = verify(trail[0].chain(), trail[1], KEYS)
    return verdict.kind, verdict.seq


def test_an_edited_row_is_named(trail: Trail) -> None:
    row = trail[0].rows[trail[0].seals[4].row_id]
    trail[0].rows[row.id] = evolve(row, actor_kind="superuser")
    assert _told(trail) == (Tampering.EDITED, 5)


def test_an_edited_seal_is_named(trail: Trail) -> None:
    trail[0].seals[4] = evolve(trail[0].seals[4], value=bytes(32))
    assert _told(trail) == (Tampering.EDITED, 5)


@pytest.mark.parametrize("renumbered", [False, True])
def test_a_deleted_row_is_named(trail: Trail, renumbered: bool) -> None:
    seal = trail[0].seals.pop(4)
    del trail[0].rows[seal.row_id]
    if renumbered:
        renumber(trail[0])
    assert _told(trail) == (Tampering.DELETED, 5)


def test_a_deleted_row_whose_seal_stays_is_named(trail: Trail) -> None:
    del trail[0].rows[trail[0].seals[4].row_id]
    assert _told(trail) == (Tampering.DELETED, 5)


def test_an_inserted_row_is_named(trail: Trail) -> None:
    row = a_row(Random(3))
    trail[0].rows[row.id] = row
    trail[0].seals.insert(4, evolve(trail[0].seals[4], row_id=row.id))
    renumber(trail[0])
    assert _told(trail) == (Tampering.INSERTED, 5)


@pytest.mark.parametrize("to", [5, 9])
def test_rows_in_another_order_are_named(trail: Trail, to: int) -> None:
    seals = trail[0].seals
    a, b = seals[4], seals[to]
    seals[4], seals[to] = evolve(a, row_id=b.row_id), evolve(b, row_id=a.row_id)
    assert _told(trail) == (Tampering.REORDERED, 5)


@pytest.mark.parametrize("to", [5, 9])
def test_a_row_that_moved_with_its_seal_is_named(trail: Trail, to: int) -> None:
    trail[0].seals.insert(4, trail[0].seals.pop(to))
    renumber(trail[0])
    assert _told(trail) == (Tampering.REORDERED, 5)


def test_a_cut_tail_is_named(trail: Trail) -> None:
    del trail[0].seals[10:]
    assert _told(trail) == (Tampering.CUT, 11)


def test_a_tail_that_was_cut_and_grew_again_is_found_by_the_checkpoint_before(trail: Trail) -> None:
    del trail[0].seals[10:]
    grow(trail[0], [a_row(Random(n)) for n in range(9)])
    trail[1].append(checkpoint_of(trail[0].seals[-1], START, KEYS))
    assert _told(trail) == (Tampering.REBUILT, 12)


def test_a_trail_rebuilt_without_the_key_is_named(trail: Trail) -> None:
    rows = [trail[0].rows[seal.row_id] for seal in trail[0].seals[4:]]
    del trail[0].seals[4:]
    grow(trail[0], rows, STRANGERS)
    assert _told(trail) == (Tampering.REBUILT, 5)


def test_a_missing_checkpoint_is_named(trail: Trail) -> None:
    assert _told((trail[0], [])) == (Tampering.CHECKPOINT_MISSING, 1)


@pytest.mark.parametrize("wrong", [{"count": 13}, {"head": bytes(32)}, {"key_id": "key-9"}, {"signature": b""}])
def test_a_forged_checkpoint_is_named(trail: Trail, wrong: dict[str, object]) -> None:
    [checkpoint] = trail[1]
    forged = evolve(checkpoint, **wrong)  # type: ignore[arg-type]  # a value for each field
    assert _told((trail[0], [forged])) == (Tampering.CHECKPOINT_FORGED, forged.count)


def test_an_old_checkpoint_repeated_is_taken_for_forged(trail: Trail) -> None:
    [checkpoint] = trail[1]
    earlier = checkpoint_of(trail[0].seals[3], START, KEYS)
    assert _told((trail[0], [checkpoint, earlier])) == (Tampering.CHECKPOINT_FORGED, 4)


def test_the_chain_is_read_row_by_row() -> None:
    tables, checkpoints = an_honest_trail(Random(1), (400,))
    read = 0

    def reading() -> Iterator[Sealed]:
        nonlocal read
        for item in tables.chain():
            read += 1
            yield item

    tables.seals[99] = evolve(tables.seals[99], value=bytes(32))
    assert verify(reading(), checkpoints, KEYS).seq == 100
    assert read == 100 + module.LOOK_AHEAD


# planted faults: a verifier that leaves a comparison out


def test_a_verifier_without_the_checkpoints_misses_a_cut_tail(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        none, next, forged = False, None, None

        def __init__(self, *given: object) -> None: ...
        def contradict(self, seq: int, head: bytes) -> bool:
            return False

    del trail[0].seals[10:]
    assert _told(trail) == (Tampering.CUT, 11)
    monkeypatch.setattr(module, "_Signed", Silent)
    assert _told(trail) == (None, None)


def test_a_verifier_that_does_not_need_the_key_accepts_a_rebuilt_trail(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chain of plain hashes: whoever edits a row can make the seals that follow it."""
    rows = [evolve(trail[0].rows[seal.row_id], action="nothing_at_all") for seal in trail[0].seals[4:]]
    del trail[0].seals[4:]
    grow(trail[0], rows, STRANGERS)
    up_to_there = (trail[0], [checkpoint_of(trail[0].seals[3], START, KEYS)])
    assert _told(up_to_there) == (Tampering.REBUILT, 5)

    monkeypatch.setattr("rft_domain.activity.seals.hmac.digest", lambda secret, message, how: sha256(message).digest())
    plain, _ = an_honest_trail(Random(7), (4, 4, 4))
    rows = [evolve(plain.rows[seal.row_id], action="nothing_at_all") for seal in plain.seals[4:]]
    del plain.seals[4:]
    grow(plain, rows, STRANGERS)
    assert _told((plain, [checkpoint_of(plain.seals[3], START, Keys({"key-2": b"2" * 32}))])) == (None, None)
