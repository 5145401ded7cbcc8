"""Looking after data keys beside the service: under which master keys they are, all under the newest, old texts sealed.

Everything goes in batches, each a statement of its own: whatever is interrupted is taken up by running it again, and
what is done by then counts as nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from attrs import frozen
from sqlalchemy import Column, Integer, LargeBinary, Text, Uuid, bindparam, func, null, select

from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

from ..sealing import MasterKeys, WrappedKey
from .bookings import ATTENDEES, BOOKINGS
from .flush import ONE, Binds, Dml, Form, Row, statements, table_of
from .key_ring import DATA_KEYS, KeyRing
from .link import Link
from .query import Query, query
from .requirements import Needs

NOBODY = UUID(int=0)
_K, _A = DATA_KEYS.c, ATTENDEES.c


@frozen
class Batch:
    """``last`` is where the next one goes on, ``None`` behind the last. ``refused`` could not be opened."""

    done: int
    refused: int
    last: UUID | None


def _rewrapping() -> Form:
    """Only what is still as it was read: a rival may have been there, or destroyed it."""

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds).c
        mine = (_K.subject_id == given.subject_id) & (_K.wrapped == given.was)
        new = {"master_key_id": given.master_key_id, "wrapped": given.wrapped}
        return DATA_KEYS.update().values(new).where(mine).returning(ONE)

    columns = (*DATA_KEYS.columns, Column("was", LargeBinary))
    form = Form("data_keys", columns, build, guarded=False)
    return form


def _sealing() -> Form:
    """Only what still says what was sealed."""

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds).c
        mine = (_A.id == given.id) & (_A.special_requirements == given.was)
        new = {
            "special_requirements": null(),
            "sealed_requirements": given.sealed_requirements,
            "sealed_for": given.sealed_for,
        }
        return ATTENDEES.update().values(new).where(mine).returning(ONE)

    columns = (
        Column("id", Uuid), Column("sealed_requirements", LargeBinary), Column("sealed_for", Uuid), Column("was", Text),
    )  # fmt: skip
    form = Form("attendees", columns, build, guarded=False)
    return form


_REWRAP, _SEAL = _rewrapping(), _sealing()
_LIMIT = bindparam("limit", type_=Integer)
_COUNTED = query(select(_K.master_key_id, func.count()).group_by(_K.master_key_id).order_by(_K.master_key_id))
_ALL_AFTER = select(*DATA_KEYS.columns).where(_K.subject_id > bindparam("after")).order_by(_K.subject_id).limit(_LIMIT)
_EVERY = query(_ALL_AFTER)
_OLD = query(_ALL_AFTER.where(_K.master_key_id != bindparam("current")))
_PLAIN_COUNTED = query(select(func.count()).select_from(ATTENDEES).where(_A.special_requirements.is_not(None)))
_PLAIN = query(
    select(_A.id, _A.special_requirements, func.coalesce(BOOKINGS.c.customer_id, BOOKINGS.c.id))
    .select_from(ATTENDEES.join(BOOKINGS))
    .where(_A.special_requirements.is_not(None), _A.id > bindparam("after"))
    .order_by(_A.id)
    .limit(_LIMIT)
)


class PostgresDataKeys:
    """Any number may run side by side, beside a service that books and reads."""

    def __init__(self, borrow: Callable[[], Link], masters: MasterKeys | None) -> None:
        self._borrow, self._masters = borrow, masters

    def counted(self) -> Mapping[str, int]:
        """How many data keys are under which master key, by its id."""
        with self._borrow() as link:
            return dict(link.rows(_COUNTED, {}))

    def unopenable(self, *, page: int = 1_000) -> int:
        """How many data keys the master keys do not open. Raises :class:`DataKeyMissing` where there is none."""
        masters, after, bad = self._known(), NOBODY, 0
        while rows := self._rows(_EVERY, after=after, limit=page):
            bad += sum(not _opens(masters, WrappedKey(*row)) for row in rows)
            after = rows[-1][0]
        return bad

    def rewrap(self, *, after: UUID = NOBODY, limit: int) -> Batch:
        """The next ``limit`` data keys that are under another master key, under the newest. Raises DataKeyMissing."""
        masters = self._known()
        rows = self._rows(_OLD, after=after, limit=limit, current=masters.current)
        fresh = list(_rewrapped(masters, rows))
        self._write(_REWRAP, fresh)
        return Batch(done=len(fresh), refused=len(rows) - len(fresh), last=rows[-1][0] if rows else None)

    def plain(self) -> int:
        """How many attendees have requirements that were never sealed."""
        with self._borrow() as link:
            return int(link.rows(_PLAIN_COUNTED, {})[0][0])

    def seal_plain(self, *, after: UUID = NOBODY, limit: int) -> Batch:
        """Seals the next ``limit`` of them. Raises :class:`DataKeyMissing`, :class:`StaleWrite` beside a rival."""
        with self._borrow() as link:
            ring = KeyRing(link, self._masters, lambda subject_id: False)
            rows = link.rows(_PLAIN, {"after": after, "limit": limit})
            ring.read(row[2] for row in rows)
            sealed = [(attendee_id, Needs.of(text, attendee_id, who, ring), text) for attendee_id, text, who in rows]
            new = [(attendee_id, needs.sealed, needs.sealed_for, text) for attendee_id, needs, text in sealed]
            link.write(statements([part for part in (*ring.parts(), (_SEAL, new)) if part[1]]), commit=True)
        return Batch(done=len(rows), refused=0, last=rows[-1][0] if rows else None)

    def _known(self) -> MasterKeys:
        if self._masters is None:
            raise DataKeyMissing()
        return self._masters

    def _rows(self, asked: Query, **named: object) -> list[Row]:
        with self._borrow() as link:
            return link.rows(asked, named)

    def _write(self, form: Form, rows: list[Row]) -> None:
        if rows:
            with self._borrow() as link:
                link.write(statements([(form, rows)]), commit=True)


def _rewrapped(masters: MasterKeys, rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        key = WrappedKey(*row)
        if _opens(masters, key):
            fresh = masters.rewrapped(key)
            yield fresh.subject_id, fresh.master_id, fresh.wrapped, key.wrapped


def _opens(masters: MasterKeys, key: WrappedKey) -> bool:
    try:
        masters.unwrap(key)
    except (DataKeyMissing, SealedDataRefused):
        return False
    return True
