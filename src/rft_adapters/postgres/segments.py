"""Segments: their table, their rows and their repository."""

from collections.abc import Iterable

from psycopg.types.json import Jsonb
from sqlalchemy import Column, Index, Table, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import JSONB

from rft_domain.customers.errors import SegmentNotFound
from rft_domain.customers.finding import CustomerFilter
from rft_domain.customers.segment import Segment
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import SegmentId, UserId
from rft_domain.shared.stored import from_plain, to_plain

from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap
from .link import Link
from .metadata import METADATA, at, refers, sortable_text, text, whole
from .query import query

SEGMENTS = Table(
    "segments",
    METADATA,
    Column("id", Uuid, primary_key=True),
    sortable_text("name"),
    text("name_folded"),
    Column("wanted", JSONB, nullable=False),
    at("created_at"),
    refers("created_by", "identity.users.id", nullable=True),
    whole("version"),
    at("deleted_at", nullable=True),
    schema="customers",
)
_S = SEGMENTS.c
Index("uq_segments_name_folded", _S.name_folded, unique=True, postgresql_where=_S.deleted_at.is_(None))

_INSERT, _UPDATE = inserting(SEGMENTS), updating(SEGMENTS)
_STANDING = select(*SEGMENTS.columns).where(_S.deleted_at.is_(None))
_BY_ID = query(_STANDING.where(_S.id == bindparam("id")))
_ALL = query(_STANDING.order_by(_S.name, _S.id))


def to_row(segment: Segment) -> Row:
    return (
        segment.id,
        segment.name,
        segment.folded_name,
        Jsonb(to_plain(segment.wanted)),
        segment.created_at,
        segment.created_by,
        segment.version,
        segment.deleted_at,
    )


def from_row(row: Row) -> Segment:
    return Segment(
        id=SegmentId(row[0]),
        name=row[1],
        wanted=from_plain(row[3], CustomerFilter),
        created_at=row[4],
        created_by=UserId(row[5]) if row[5] else None,
        version=row[6],
        deleted_at=row[7],
    )


class SegmentRepository:
    """The customers slice's ``Segments``."""

    __slots__ = ("_known", "_link")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: IdentityMap[Segment] = IdentityMap(lambda events: None)

    def get(self, segment_id: SegmentId) -> Segment:
        segment = self._known.get(segment_id)
        if segment is None:
            rows = self._link.rows(_BY_ID, {"id": segment_id})
            segment = self._known.read(from_row(rows[0])) if rows else None
        if segment is None or segment.deleted_at is not None:
            raise SegmentNotFound()
        return segment

    def all(self) -> tuple[Segment, ...]:
        return tuple(self._known.read(from_row(row)) for row in self._link.rows(_ALL, {}))

    def add(self, segment: Segment) -> None:
        self._known.add(segment)

    def save(self, segment: Segment) -> None:
        self._known.save(segment)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        updates = [(*to_row(each.value), each.expected) for each in saved]
        return [(_INSERT, [to_row(segment) for segment in added]), (_UPDATE, updates)]
