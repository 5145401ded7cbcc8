"""Notes about customers: their table, their rows and their repository. What a note says is sealed."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Uuid, bindparam, select

from rft_domain.access.visibility import Visibility
from rft_domain.customers.errors import NoteNotFound
from rft_domain.customers.note import Note, NoteKind
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId, NoteId, UserId
from rft_domain.shared.paging import Key, Page, PageRequest

from ..sealing import Place
from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap, News
from .key_ring import KeyRing
from .link import Link
from .metadata import METADATA, at, check, refers, text, whole, words
from .pages import behind, cut_page, instant_place, page_of
from .query import Query, query

NOTES = Table(
    "notes",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("customer_id", "customers.customers.id"),
    text("kind"),
    # for the customer that it was written about: a merge gives the row to another one, and opens nothing
    Column("sealed", LargeBinary, nullable=False),
    Column("sealed_for", Uuid, nullable=False),
    Column("internal", Boolean, nullable=False),
    refers("author_id", "identity.users.id", nullable=True),
    at("at"),
    at("withdrawn_at", nullable=True),
    refers("withdrawn_by", "identity.users.id", nullable=True),
    whole("version"),
    words("kind", NoteKind),
    check("withdrawn_by", "withdrawn_by IS NULL OR withdrawn_at IS NOT NULL"),
    schema="customers",
)
_N = NOTES.c
TEXT = Place("customers.notes", "sealed")
Index("ix_notes_customer_id_at", _N.customer_id, _N.at.desc(), _N.id)

_INSERT, _UPDATE = inserting(NOTES), updating(NOTES)
_BY_ID = query(select(*NOTES.columns).where(_N.id == bindparam("id")))
_AFTER = behind(_N.at, _N.id, newest_first=True)
# as Note.subject says it
_SHOWN = (_N.customer_id == bindparam("seen_customer_id")) & ~_N.internal & _N.withdrawn_at.is_(None)


def read_keys(rows: Iterable[Row], key_ring: KeyRing) -> None:
    """Of all notes in these rows of the table: one read for all of them, if any."""
    key_ring.read(row[4] for row in rows if row[4] is not None)


def to_row(note: Note, sealed: bytes, sealed_for: UUID) -> Row:
    return (
        note.id,
        note.customer_id,
        note.kind.value,
        sealed,
        sealed_for,
        note.internal,
        note.author_id,
        note.at,
        note.withdrawn_at,
        note.withdrawn_by,
        note.version,
    )


def from_row(row: Row, key_ring: KeyRing) -> Note:
    """Raises :class:`DataKeyMissing` or :class:`SealedDataRefused`."""
    return Note(
        id=NoteId(row[0]),
        customer_id=CustomerId(row[1]),
        kind=NoteKind(row[2]),
        text=key_ring.open(row[3], TEXT, row[0], row[4]),
        internal=row[5],
        author_id=UserId(row[6]) if row[6] else None,
        at=row[7],
        withdrawn_at=row[8],
        withdrawn_by=UserId(row[9]) if row[9] else None,
        version=row[10],
    )


class NoteRepository:
    """The customers slice's ``Notes``."""

    __slots__ = ("_key_ring", "_known", "_link", "_sealed")

    def __init__(self, link: Link, news: News, key_ring: KeyRing) -> None:
        self._link, self._key_ring = link, key_ring
        self._known: IdentityMap[Note] = IdentityMap(news)
        # as they are stored: what a note says stays, and is not sealed again
        self._sealed: dict[NoteId, tuple[str, bytes, UUID]] = {}

    def get(self, note_id: NoteId) -> Note:
        if (known := self._known.get(note_id)) is not None:
            return known
        rows = self._link.rows(_BY_ID, {"id": note_id})
        if not rows:
            raise NoteNotFound()
        note = from_row(rows[0], self._key_ring)
        self._sealed[note.id] = note.text, rows[0][3], rows[0][4]
        return self._known.read(note)

    def add(self, note: Note) -> None:
        self._known.add(note)

    def save(self, note: Note) -> None:
        self._known.save(note)

    def page(self, customer_id: CustomerId, page: PageRequest, *, visible: Visibility) -> Page[Note]:
        named: dict[str, object] = {"customer_id": customer_id, "limit": page.limit + 1}
        if not visible.everything:
            named["seen_customer_id"] = visible.customer_id
        if (after := page.after()) is not None:
            named |= instant_place(after)
        statement = _page(visible.everything, after is not None, page.count)
        rows = self._link.rows(statement, named)
        read_keys(rows, self._key_ring)
        return cut_page(rows, page, lambda row: from_row(row, self._key_ring), _key)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        return [
            (_INSERT, [self._row(note) for note in added]),
            (_UPDATE, [(*self._row(each.value), each.expected) for each in saved]),
        ]

    def _row(self, note: Note) -> Row:
        stored = self._sealed.get(note.id)
        if stored is None or stored[0] != note.text:
            sealed = self._key_ring.seal(note.text, TEXT, note.id, note.customer_id)
            stored = self._sealed[note.id] = note.text, sealed, note.customer_id
        return to_row(note, *stored[1:])


@lru_cache(maxsize=8)
def _page(everything: bool, goes_on: bool, counted: bool) -> Query:
    filtered = select(*NOTES.columns).where(_N.customer_id == bindparam("customer_id"))
    if not everything:
        filtered = filtered.where(_SHOWN)
    return query(page_of(filtered, _AFTER if goes_on else None, _N.at, _N.id, newest_first=True, counted=counted))


def _key(note: Note) -> Key:
    return note.at.isoformat(), note.id
