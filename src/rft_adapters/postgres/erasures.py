"""The evidence of erasures: table, rows and repository."""

from collections.abc import Iterable
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Column, Index, Table, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import JSONB

from rft_domain.privacy.erasure import Erasure, Kind
from rft_domain.privacy.ports import Erasures
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import ErasureId, UserId

from .flush import Part, Row
from .forms import inserting
from .link import Link
from .metadata import METADATA, at, text, words
from .query import query

# neither refers to anybody: what was erased may one day go altogether
ERASURES = Table(
    "erasures",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("kind"),
    Column("subject_id", Uuid, nullable=False),
    at("at"),
    Column("erased_by", Uuid),
    Column("rows", JSONB, nullable=False),
    words("kind", Kind),
    schema="shared",
)
_E = ERASURES.c
Index("uq_erasures_subject_id", _E.subject_id, unique=True)

_INSERT = inserting(ERASURES)
_ALL = select(*ERASURES.columns).order_by(_E.at, _E.id)
_OF, _EVERY = query(select(*ERASURES.columns).where(_E.subject_id == bindparam("subject_id"))), query(_ALL)


def to_row(erasure: Erasure) -> Row:
    counts = Jsonb(dict(erasure.rows))
    return (erasure.id, erasure.kind.value, erasure.subject_id, erasure.at, erasure.erased_by, counts)


def from_row(row: Row) -> Erasure:
    return Erasure(
        id=ErasureId(row[0]),
        kind=Kind(row[1]),
        subject_id=row[2],
        at=row[3],
        erased_by=UserId(row[4]) if row[4] else None,
        rows=row[5],
    )


class ErasureRepository:
    """The privacy slice's ``Erasures``."""

    __slots__ = ("_added", "_link", "_pending")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Erasure] = []
        self._pending: list[Erasure] = []

    def add(self, erasure: Erasure) -> None:
        self._added.append(erasure)
        self._pending.append(erasure)

    def of(self, subject_id: UUID) -> Erasure | None:
        rows = self._link.rows(_OF, {"subject_id": subject_id})
        return from_row(rows[0]) if rows else None

    def all(self) -> tuple[Erasure, ...]:
        return tuple(map(from_row, self._link.rows(_EVERY, {})))

    def changed(self) -> Iterable[Pair]:
        return [(None, erasure) for erasure in self._added]

    def parts(self) -> list[Part]:
        pending, self._pending = self._pending, []
        return [(_INSERT, list(map(to_row, pending)))]


def _conforms(erasures: ErasureRepository) -> Erasures:
    return erasures
