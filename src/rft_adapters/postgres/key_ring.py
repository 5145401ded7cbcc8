"""Data keys: their table, and the ring of those that one unit of work has in hand."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Column, LargeBinary, Table, Uuid, any_, bindparam, select

from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

from ..sealing import DataKey, MasterKeys, Place, WrappedKey
from .flush import Part, Row
from .forms import inserting
from .link import Link
from .metadata import METADATA, text
from .query import query

# a subject is a customer, or a booking that was linked to none when something was sealed for it: so no foreign key
DATA_KEYS = Table(
    "data_keys",
    METADATA,
    Column("subject_id", Uuid, primary_key=True),
    text("master_key_id"),
    Column("wrapped", LargeBinary, nullable=False),
    schema="customers",
)

# a rival for the first key of a subject is met in the primary key: whoever may write one need not read any
_INSERT = inserting(DATA_KEYS)
_OF_SUBJECTS = query(
    select(*DATA_KEYS.columns).where(DATA_KEYS.c.subject_id == any_(bindparam("subjects", type_=ARRAY(Uuid))))
)


class KeyRing:
    """Seals and opens texts for one unit of work.

    Whoever opens the texts of many rows calls :meth:`read` with their subjects first: one read for all. Sealing for a
    subject reads its key, unless it is known by then or ``is_new`` says that there can be none; where there is none, it
    is made and written with the rest.
    """

    __slots__ = ("_is_new", "_keys", "_link", "_made", "_masters", "_wrapped")

    def __init__(self, link: Link, masters: MasterKeys | None, is_new: Callable[[UUID], bool]) -> None:
        """``link`` reads as the house: nobody else may. It is that of the unit of work, or one of its own."""
        self._link, self._masters, self._is_new = link, masters, is_new
        self._wrapped: dict[UUID, WrappedKey | None] = {}
        self._keys: dict[UUID, DataKey] = {}
        self._made: list[Row] = []

    def seal(self, text: str, place: Place, row_id: UUID, subject_id: UUID) -> bytes:
        """Raises :class:`DataKeyMissing` or :class:`SealedDataRefused`."""
        if self._masters is None:
            raise DataKeyMissing()
        if not self._is_new(subject_id):
            self.read([subject_id])
        key = self._key(subject_id, self._masters)
        if key is None:
            wrapped, key = self._masters.new_key(subject_id)
            self._wrapped[subject_id], self._keys[subject_id] = wrapped, key
            self._made.append((subject_id, wrapped.master_id, wrapped.wrapped))
        return key.seal(text, place, row_id)

    def open(self, sealed: bytes, place: Place, row_id: UUID, subject_id: UUID) -> str:
        """Raises :class:`DataKeyMissing`, or :class:`SealedDataRefused` also where the data key is gone."""
        if self._masters is None:
            raise DataKeyMissing()
        self.read([subject_id])
        key = self._key(subject_id, self._masters)
        if key is None:
            raise SealedDataRefused(table=place.table, column=place.column)
        return key.open(sealed, place, row_id)

    def read(self, subjects: Iterable[UUID]) -> None:
        """Of what is known by now nothing is read. Raises :class:`Busy`."""
        if wanted := set(subjects) - self._wrapped.keys():
            self._wrapped |= dict.fromkeys(wanted)
            for row in self._link.stored_rows(_OF_SUBJECTS, {"subjects": sorted(wanted)}):
                self.bring(*row)

    def bring(self, subject_id: UUID, master_id: str | None, wrapped: bytes | None) -> None:
        """What another query brought along; ``None`` where there is no key."""
        if self._wrapped.get(subject_id) is None:
            found = WrappedKey(subject_id, master_id, wrapped) if master_id and wrapped else None
            self._wrapped[subject_id] = found

    def parts(self) -> list[Part]:
        made, self._made = self._made, []
        return [(_INSERT, made)]

    def _key(self, subject_id: UUID, masters: MasterKeys) -> DataKey | None:
        if subject_id not in self._keys and (wrapped := self._wrapped.get(subject_id)) is not None:
            self._keys[subject_id] = masters.unwrap(wrapped)
        return self._keys.get(subject_id)
