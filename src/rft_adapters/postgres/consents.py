"""What customers want to hear, and the history of it: tables, rows and repository."""

from collections.abc import Iterable, Sequence

from attrs import evolve
from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Uuid, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from rft_domain.customers.preferences import (
    Choices,
    ConsentChange,
    ConsentSource,
    LegalBasis,
    Preferences,
    PreferredContact,
)
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import ConsentChangeId, CustomerId, UserId

from .customers import CUSTOMERS
from .flush import ONE, Binds, Dml, Form, Part, Row
from .forms import inserting
from .identity_map import News
from .link import Link
from .metadata import METADATA, at, refers, sortable_text, text, whole, words
from .query import query

PREFERENCES = Table(
    "preferences",
    METADATA,
    Column("customer_id", Uuid, ForeignKey("customers.customers.id"), primary_key=True),
    Column("marketing", Boolean, nullable=False),
    Column("sms", Boolean, nullable=False),
    Column("newsletter", Boolean, nullable=False),
    text("preferred_contact"),
    whole("version"),
    words("preferred_contact", PreferredContact),
    schema="customers",
)
# only ever added to
CONSENTS = Table(
    "consents",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("customer_id", "customers.customers.id"),
    at("at"),
    sortable_text("field"),
    text("before"),
    text("after"),
    text("source"),
    text("basis", nullable=True),
    refers("changed_by", "identity.users.id", nullable=True),
    whole("version"),
    words("source", ConsentSource),
    words("basis", LegalBasis),
    schema="customers",
)
Index("uq_consents_version", CONSENTS.c.customer_id, CONSENTS.c.version, CONSENTS.c.field, unique=True)


def _replacing() -> Form:
    """The preferences after the next change; the guard fails where they are not those before it any more."""
    columns = tuple(PREFERENCES.columns)

    def build(binds: Binds) -> Dml:
        statement = insert(PREFERENCES).values([dict(zip(columns, row, strict=True)) for row in binds])
        new = statement.excluded
        changes = {c.name: new[c.name] for c in columns if c.name != "customer_id"}
        next_one = PREFERENCES.c.version == new.version - literal_column("1")
        return statement.on_conflict_do_update(index_elements=["customer_id"], set_=changes, where=next_one).returning(
            ONE
        )

    return Form(PREFERENCES.name, columns, build)


_REPLACE, _INSERT = _replacing(), inserting(CONSENTS)
_PREFERENCES = query(select(*PREFERENCES.columns).where(PREFERENCES.c.customer_id == bindparam("customer_id")))
_PARTS = select(CUSTOMERS.c.id).where(CUSTOMERS.c.merged_into == bindparam("customer_id")).scalar_subquery()
# looked up first, so that what follows is one search of the index
_PEOPLE = func.array_append(func.array(_PARTS), bindparam("customer_id", type_=Uuid))
_HISTORY = query(
    select(*CONSENTS.columns)
    .where(CONSENTS.c.customer_id == func.any(_PEOPLE))
    .order_by(CONSENTS.c.at, CONSENTS.c.version, CONSENTS.c.field)
)


def _row(one: Preferences) -> Row:
    choices = one.choices
    return (
        one.customer_id,
        choices.marketing,
        choices.sms,
        choices.newsletter,
        choices.preferred_contact.value,
        one.version,
    )


def _preferences(row: Row) -> Preferences:
    choices = Choices(marketing=row[1], sms=row[2], newsletter=row[3], preferred_contact=PreferredContact(row[4]))
    return Preferences(customer_id=CustomerId(row[0]), choices=choices, version=row[5])


def _change_row(one: ConsentChange) -> Row:
    return (
        one.id,
        one.customer_id,
        one.at,
        one.field,
        one.before,
        one.after,
        one.source.value,
        one.basis.value if one.basis else None,
        one.changed_by,
        one.version,
    )


def _change(row: Row) -> ConsentChange:
    return ConsentChange(
        id=ConsentChangeId(row[0]),
        customer_id=CustomerId(row[1]),
        at=row[2],
        field=row[3],
        before=row[4],
        after=row[5],
        source=ConsentSource(row[6]),
        basis=LegalBasis(row[7]) if row[7] else None,
        changed_by=UserId(row[8]) if row[8] else None,
        version=row[9],
    )


class ConsentRepository:
    """The customers slice's ``Consents``."""

    __slots__ = ("_changes", "_link", "_news", "_pending", "_read", "_saved")

    def __init__(self, link: Link, news: News) -> None:
        self._link, self._news = link, news
        self._read: dict[CustomerId, Preferences] = {}
        self._saved: dict[CustomerId, Preferences] = {}
        self._pending: dict[CustomerId, Preferences] = {}
        self._changes: list[Row] = []

    def get(self, customer_id: CustomerId) -> Preferences:
        if customer_id in self._saved:
            return self._saved[customer_id]
        if customer_id not in self._read:
            rows = self._link.rows(_PREFERENCES, {"customer_id": customer_id})
            self._read[customer_id] = _preferences(rows[0]) if rows else Preferences(customer_id=customer_id)
        return self._read[customer_id]

    def save(self, preferences: Preferences, changes: Sequence[ConsentChange]) -> None:
        self._news(preferences.events)
        plain = evolve(preferences, events=())
        self._saved[plain.customer_id] = self._pending[plain.customer_id] = plain
        self._changes.extend(map(_change_row, changes))

    def history(self, customer_id: CustomerId) -> tuple[ConsentChange, ...]:
        return tuple(map(_change, self._link.rows(_HISTORY, {"customer_id": customer_id})))

    def changed(self) -> Iterable[Pair]:
        return [(self._read.get(customer_id), after) for customer_id, after in self._saved.items()]

    def parts(self) -> list[Part]:
        pending, changes = self._pending, self._changes
        self._pending, self._changes = {}, []
        return [(_REPLACE, list(map(_row, pending.values()))), (_INSERT, changes)]
