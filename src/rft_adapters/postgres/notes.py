"""Notes about customers: their table, their rows and their repository."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Boolean, Column, Index, Table, Uuid, bindparam, select

from rft_domain.access.visibility import Visibility
from rft_domain.customers.errors import NoteNotFound
from rft_domain.customers.note import Note, NoteKind
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId, NoteId, UserId
from rft_domain.shared.paging import Key, Page, PageRequest

from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap, News
from .link import Link
from .metadata import METADATA, at, check, refers, text, whole, words
from .pages import cut_page, instant_of, page_of
from .query import Query, query

NOTES = Table(
    "notes",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("customer_id", "customers.customers.id"),
    text("kind"),
    text("text"),
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
Index("ix_notes_customer_id_at", _N.customer_id, _N.at.desc(), _N.id)

_INSERT, _UPDATE = inserting(NOTES), updating(NOTES)
_BY_ID = query(select(*NOTES.columns).where(_N.id == bindparam("id")))
_AFTER = (_N.at <= bindparam("after_at")) & ((_N.at < bindparam("after_at")) | (_N.id > bindparam("after_id")))
# as Note.subject says it
_SHOWN = (_N.customer_id == bindparam("seen_customer_id")) & ~_N.internal & _N.withdrawn_at.is_(None)


def to_row(note: Note) -> Row:
    return (
        note.id,
        note.customer_id,
        note.kind.value,
        note.text,
        note.internal,
        note.author_id,
        note.at,
        note.withdrawn_at,
        note.withdrawn_by,
        note.version,
    )


def from_row(row: Row) -> Note:
    return Note(
        id=NoteId(row[0]),
        customer_id=CustomerId(row[1]),
        kind=NoteKind(row[2]),
        text=row[3],
        internal=row[4],
        author_id=UserId(row[5]) if row[5] else None,
        at=row[6],
        withdrawn_at=row[7],
        withdrawn_by=UserId(row[8]) if row[8] else None,
        version=row[9],
    )


class NoteRepository:
    """The customers slice's ``Notes``."""

    __slots__ = ("_known", "_link")

    def __init__(self, link: Link, news: News) -> None:
        self._link = link
        self._known: IdentityMap[Note] = IdentityMap(news)

    def get(self, note_id: NoteId) -> Note:
        if (known := self._known.get(note_id)) is not None:
            return known
        rows = self._link.rows(_BY_ID, {"id": note_id})
        if not rows:
            raise NoteNotFound()
        return self._known.read(from_row(rows[0]))

    def add(self, note: Note) -> None:
        self._known.add(note)

    def save(self, note: Note) -> None:
        self._known.save(note)

    def page(self, customer_id: CustomerId, page: PageRequest, *, visible: Visibility) -> Page[Note]:
        named: dict[str, object] = {"customer_id": customer_id, "limit": page.limit + 1}
        if not visible.everything:
            named["seen_customer_id"] = visible.customer_id
        if (after := page.after()) is not None:
            named |= {"after_at": instant_of(after[0]), "after_id": after[1]}
        statement = _page(visible.everything, after is not None, page.count)
        return cut_page(self._link.rows(statement, named), page, from_row, _key)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        return [
            (_INSERT, [to_row(note) for note in added]),
            (_UPDATE, [(*to_row(each.value), each.expected) for each in saved]),
        ]


@lru_cache(maxsize=8)
def _page(everything: bool, goes_on: bool, counted: bool) -> Query:
    filtered = select(*NOTES.columns).where(_N.customer_id == bindparam("customer_id"))
    if not everything:
        filtered = filtered.where(_SHOWN)
    return query(page_of(filtered, _AFTER if goes_on else None, _N.at, _N.id, newest_first=True, counted=counted))


def _key(note: Note) -> Key:
    return note.at.isoformat(), note.id
