"""Honest audit trails, and what somebody might do to one: to the two tables, without the key."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from attrs import define, evolve, fields

from rft_domain.activity.checkpoints import Checkpoint, checkpoint_of
from rft_domain.activity.seals import Keys, Seal, chained
from rft_domain.activity.trail import Sealed
from rft_domain.shared.audit import AuditRow, Origin, origin_commitment

START = datetime(2026, 3, 2, 9, 0, 0, 123457, tzinfo=UTC)
KEYS = Keys({"key-1": b"1" * 32, "key-2": b"2" * 32})
STRANGERS = Keys({"key-1": b"x" * 32, "key-2": b"y" * 32})


@define
class Tables:
    """Rows by id and seals, as a database has them."""

    rows: dict[UUID, AuditRow]
    seals: list[Seal]

    def chain(self) -> list[Sealed]:
        return [Sealed(seal, self.rows.get(seal.row_id)) for seal in sorted(self.seals, key=lambda seal: seal.seq)]

    def copy(self) -> "Tables":
        return Tables(dict(self.rows), list(self.seals))


def a_row(random: Random, at: datetime = START) -> AuditRow:
    refused = random.random() < 0.3
    origin, salt = Origin(request_id=f"r{random.getrandbits(32)}", ip="203.0.113.7", user_agent=None), "ab" * 32
    committed = random.random() < 0.5
    return AuditRow(
        id=UUID(int=random.getrandbits(128)),
        at=at + timedelta(microseconds=random.randrange(10**9)),
        actor_kind=random.choice(("admin", "system", "anonymous")),
        actor_id=UUID(int=random.getrandbits(128)) if random.random() < 0.5 else None,
        action=random.choice(("create_booking", "cancel_booking")),
        outcome="refused" if refused else "accepted",
        code="session-full" if refused else None,
        about={"booking_id": str(UUID(int=random.getrandbits(128))), "news": "Müller"},
        changes=({"entity": "user", "id": "1", "field": "version", "before": 1, "after": 2},),
        origin=origin,
        origin_commitment=origin_commitment(origin, salt) if committed else None,
        origin_salt=salt if committed else None,
    )


def an_honest_trail(random: Random, batches: Sequence[int]) -> tuple[Tables, list[Checkpoint]]:
    """Sealed in ``batches``, with the old key first, and a checkpoint after some of them and after the last."""
    tables, checkpoints = Tables({}, []), list[Checkpoint]()
    for number, size in enumerate(batches):
        keys = KEYS if number >= len(batches) // 2 else Keys({"key-1": KEYS.secrets["key-1"]})
        grow(tables, [a_row(random) for _ in range(size)], keys)
        if random.random() < 0.5 or number == len(batches) - 1:
            checkpoints.append(checkpoint_of(tables.seals[-1], START + timedelta(seconds=number), keys))
    return tables, checkpoints


def grow(tables: Tables, rows: Sequence[AuditRow], keys: Keys = KEYS) -> None:
    """What the sealer does."""
    tables.rows |= {row.id: row for row in rows}
    head = max(tables.seals, key=lambda seal: seal.seq, default=None)
    tables.seals += chained(rows, head, keys)


Tamper = Callable[[Random, Tables], None]


def edit_a_row(random: Random, tables: Tables) -> None:
    row = tables.rows.pop(random.choice(list(tables.rows)))
    kind = random.choice((AuditRow, Origin))
    name = random.choice([a.name for a in fields(kind) if a.name not in ("origin", "salt", "origin_salt")])
    of: Any = row if kind is AuditRow else row.origin
    changed = evolve(of, **{name: _another(random, name, getattr(of, name))})
    edited: AuditRow = changed if kind is AuditRow else evolve(row, origin=changed)
    tables.rows[edited.id] = edited


def _another(random: Random, name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value + timedelta(microseconds=random.choice((-1, 1)))
    if isinstance(value, UUID):
        return random.choice((UUID(int=value.int ^ 1), UUID(int=random.getrandbits(128))))
    if isinstance(value, tuple):
        return random.choice((value[1:], (*value, {"entity": "user", "id": "x"}), ({**value[0], "after": 3},)))
    if isinstance(value, dict):
        return random.choice(({**value, "more": ""}, {**value, "news": "Muller"}, dict(list(value.items())[1:])))
    if isinstance(value, str):
        return random.choice((f"{value} ", value[:-1], f"{value[:-1]}\u00e9"))
    return UUID(int=1) if name == "actor_id" else ""


def edit_a_seal(random: Random, tables: Tables) -> None:
    place = random.randrange(len(tables.seals))
    seal = tables.seals[place]
    wrong: dict[str, Any] = {
        "seq": len(tables.seals) + random.randrange(1, 9),
        "row_id": UUID(int=random.getrandbits(128)),
        "key_id": {"key-1": "key-2", "key-2": "key-1"}[seal.key_id],
        "value": random.randbytes(32),
    }
    name = random.choice(list(wrong))
    if not (name == "seq" and place == len(tables.seals) - 1 and wrong["seq"] == seal.seq):
        tables.seals[place] = evolve(seal, **{name: wrong[name]})


def delete(random: Random, tables: Tables) -> None:
    """The row, the seal or both; and sometimes what follows is numbered anew."""
    place = random.randrange(len(tables.seals))
    what = random.choice(("row", "seal", "both", "renumbered"))
    if what != "seal":
        del tables.rows[tables.seals[place].row_id]
    if what != "row":
        del tables.seals[place]
    if what == "renumbered":
        renumber(tables)


def insert(random: Random, tables: Tables) -> None:
    """A row that never was, with a seal made up or copied, and room made for it."""
    row, place = a_row(random), random.randrange(len(tables.seals) + 1)
    value = random.choice((random.randbytes(32), random.choice(tables.seals).value))
    tables.rows[row.id] = row
    tables.seals.insert(place, Seal(seq=0, row_id=row.id, key_id=random.choice(("key-1", "key-2")), value=value))
    renumber(tables)


def reorder(random: Random, tables: Tables) -> None:
    """Two rows change places, with their seals, without them; or one moves."""
    a, b = random.sample(range(len(tables.seals)), 2)
    one, other = tables.seals[a], tables.seals[b]
    how = random.choice(("rows", "both", "move"))
    if how == "rows":
        tables.seals[a], tables.seals[b] = evolve(one, row_id=other.row_id), evolve(other, row_id=one.row_id)
    elif how == "both":
        tables.seals[a], tables.seals[b] = evolve(one, seq=other.seq), evolve(other, seq=one.seq)
    else:
        tables.seals.insert(b, tables.seals.pop(a))
        renumber(tables)


def cut(random: Random, tables: Tables) -> None:
    """The tail is gone; and sometimes the sealer goes on from there, unsuspecting."""
    left = random.randrange(len(tables.seals))
    for seal in tables.seals[left:]:
        del tables.rows[seal.row_id]
    gone = len(tables.seals) - left
    del tables.seals[left:]
    if random.random() < 0.5:
        grow(tables, [a_row(random) for _ in range(random.randrange(1, 2 * gone + 1))])


def rebuild(random: Random, tables: Tables) -> None:
    """From somewhere on, rows of choice under a chain that is right but for the key."""
    left = random.randrange(len(tables.seals))
    rows = [tables.rows.pop(seal.row_id) for seal in tables.seals[left:]]
    del tables.seals[left:]
    strangers = random.choice((STRANGERS, Keys({"key-3": b"z" * 32})))
    grow(tables, [evolve(row, action="nothing_at_all") for row in rows], strangers)


def renumber(tables: Tables) -> None:
    tables.seals[:] = [evolve(seal, seq=seq) for seq, seal in enumerate(tables.seals, 1)]


WAYS: tuple[Tamper, ...] = (edit_a_row, edit_a_seal, delete, insert, reorder, cut, rebuild)
