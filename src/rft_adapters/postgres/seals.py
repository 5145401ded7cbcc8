"""The seals of the audit trail: their table, and the sealer's and verifier's side of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    column,
    exists,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from rft_domain.activity.seals import Seal
from rft_domain.activity.trail import AuditTrail, Sealed, Waiting
from rft_domain.shared.audit import AuditRow

from .activity import AUDIT, audit_from_row
from .flush import Row
from .link import Link
from .metadata import METADATA, text
from .query import Query, query

# row_id refers to nobody: a seal outlives its row, or a deleted row would leave no gap
SEALS = Table(
    "seals",
    METADATA,
    Column("row_id", Uuid, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    text("key_id"),
    Column("value", LargeBinary, nullable=False),
    schema="activity",
)
Index("uq_seals_seq", SEALS.c.seq, unique=True)

_S, _A = SEALS.c, AUDIT.c
_TYPES: dict[str, TypeEngine[Any]] = {
    "row_ids": Uuid(),
    "seqs": BigInteger(),
    "key_ids": Text(),
    "seal_values": LargeBinary(),
}


UNSEALED: ColumnElement[bool] = ~exists().where(_S.row_id == _A.id)


def _oldest_first(rows: "Select[tuple[object, ...]]") -> Query:
    return query(rows.where(UNSEALED).order_by(_A.at, _A.id).limit(bindparam("limit", type_=Integer)))


def _adding() -> Query:
    """Any number of seals with one text: a column each, as an array."""
    arrays = [bindparam(name, type_=ARRAY(kind)) for name, kind in _TYPES.items()]
    names = [column(name, kind) for name, kind in _TYPES.items()]
    given = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    adding = SEALS.insert().from_select(["row_id", "seq", "key_id", "value"], select(*given.c))
    return query(adding.returning(_S.row_id))


_HEAD = query(select(*SEALS.columns).order_by(_S.seq.desc()).limit(1))
_ALL_UNSEALED = _oldest_first(select(*AUDIT.columns))
_UNSEALED_SINCE = _oldest_first(select(*AUDIT.columns).where(_A.at >= bindparam("since")))
_WAITING = query(select(func.count(), func.min(_A.at)).select_from(AUDIT).where(UNSEALED))
_ADD = _adding()
_SEALED = query(
    select(*SEALS.columns, *AUDIT.columns)
    .select_from(SEALS.outerjoin(AUDIT, _S.row_id == _A.id))
    .where(_S.seq > bindparam("after", type_=BigInteger))
    .order_by(_S.seq)
    .limit(bindparam("limit", type_=Integer))
)


class PostgresAuditTrail:
    """``rft_domain.activity.trail.AuditTrail``. Rivals meet in the two unique indexes: no lock is held."""

    def __init__(self, borrow: Callable[[], Link]) -> None:
        self._borrow = borrow

    def head(self) -> Seal | None:
        with self._borrow() as link:
            rows = link.rows(_HEAD, {})
        return _seal(rows[0]) if rows else None

    def unsealed(self, *, since: datetime | None, limit: int) -> tuple[AuditRow, ...]:
        with self._borrow() as link:
            if since is None:
                rows = link.rows(_ALL_UNSEALED, {"limit": limit})
            else:
                rows = link.rows(_UNSEALED_SINCE, {"since": since, "limit": limit})
        return tuple(map(audit_from_row, rows))

    def add(self, seals: Sequence[Seal]) -> None:
        given = {
            "row_ids": [seal.row_id for seal in seals],
            "seqs": [seal.seq for seal in seals],
            "key_ids": [seal.key_id for seal in seals],
            "seal_values": [seal.value for seal in seals],
        }
        with self._borrow() as link:
            link.rows(_ADD, given)

    def sealed(self, *, after: int, limit: int) -> tuple[Sealed, ...]:
        with self._borrow() as link:
            rows = link.rows(_SEALED, {"after": after, "limit": limit})
        return tuple(Sealed(_seal(row), audit_from_row(row[4:]) if row[4] is not None else None) for row in rows)

    def waiting(self) -> Waiting:
        with self._borrow() as link:
            [[rows, oldest]] = link.rows(_WAITING, {})
        return Waiting(rows=rows, oldest=oldest)


def _seal(row: Row) -> Seal:
    return Seal(row_id=row[0], seq=row[1], key_id=row[2], value=row[3])


def _conforms(trail: PostgresAuditTrail) -> AuditTrail:
    return trail
