"""Sensitive details: their table, their rows and their repository."""

import json
from collections.abc import Iterable, Sequence

from attrs import evolve
from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Uuid, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from rft_domain.customers.sensitive import Details, EmergencyContact, SensitiveDetails
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.phone import Phone

from ..sealing import Place
from .flush import ONE, Binds, Dml, Form, Part, Row
from .identity_map import News
from .key_ring import KeyRing
from .link import Link
from .metadata import METADATA, whole
from .query import query

# Bound to the row by ``sealed_for``: a merge gives the row to another customer, and opens nothing.
# Every column is sealed, also where there is nothing to tell: that there is something is personal too
SENSITIVE = Table(
    "sensitive_details",
    METADATA,
    Column("customer_id", Uuid, ForeignKey("customers.customers.id"), primary_key=True),
    Column("sealed_for", Uuid, nullable=False),
    Column("emergency_contact", LargeBinary, nullable=False),
    Column("medical", LargeBinary, nullable=False),
    Column("dietary_requirements", LargeBinary, nullable=False),
    whole("version"),
    schema="customers",
)
PLACES = tuple(
    Place("customers.sensitive_details", name) for name in ("emergency_contact", "medical", "dietary_requirements")
)


def _replacing() -> Form:
    """The details after the next change; the guard fails where they are not those before it any more."""
    columns = tuple(SENSITIVE.columns)

    def build(binds: Binds) -> Dml:
        statement = insert(SENSITIVE).values([dict(zip(columns, row, strict=True)) for row in binds])
        new = statement.excluded
        changes = {c.name: new[c.name] for c in columns if c.name != "customer_id"}
        next_one = SENSITIVE.c.version == new.version - literal_column("1")
        return statement.on_conflict_do_update(index_elements=["customer_id"], set_=changes, where=next_one).returning(
            ONE
        )

    return Form(SENSITIVE.name, columns, build)


_REPLACE = _replacing()
_BY_CUSTOMER = query(select(*SENSITIVE.columns).where(SENSITIVE.c.customer_id == bindparam("customer_id")))


class SensitiveRepository:
    """The customers slice's ``Sensitive``. What is saved is sealed for the customer that it is of."""

    __slots__ = ("_destroy", "_destroyed", "_key_ring", "_link", "_news", "_pending", "_read", "_saved")

    def __init__(self, link: Link, news: News, key_ring: KeyRing, destroy: Sequence[Form]) -> None:
        """``destroy``: what destroys all that was sealed for the customers of its rows."""
        self._link, self._news, self._key_ring, self._destroy = link, news, key_ring, destroy
        self._destroyed: list[Row] = []
        self._read: dict[CustomerId, SensitiveDetails] = {}
        self._saved: dict[CustomerId, SensitiveDetails] = {}
        self._pending: dict[CustomerId, SensitiveDetails] = {}

    def get(self, customer_id: CustomerId) -> SensitiveDetails:
        if customer_id in self._saved:
            return self._saved[customer_id]
        if customer_id not in self._read:
            rows = self._link.rows(_BY_CUSTOMER, {"customer_id": customer_id})
            none = SensitiveDetails(customer_id=customer_id)
            self._read[customer_id] = self._opened(rows[0]) if rows else none
        return self._read[customer_id]

    def save(self, sensitive: SensitiveDetails) -> None:
        self._news(sensitive.events)
        plain = evolve(sensitive, events=())
        self._saved[plain.customer_id] = self._pending[plain.customer_id] = plain

    def destroy(self, customer_id: CustomerId) -> None:
        self._pending.pop(customer_id, None)
        self._saved.pop(customer_id, None)
        self._destroyed.append((customer_id,))

    def changed(self) -> Iterable[Pair]:
        return [(self._read.get(customer_id), after) for customer_id, after in self._saved.items()]

    def parts(self) -> list[Part]:
        pending, self._pending = self._pending, {}
        destroyed, self._destroyed = self._destroyed, []
        return [
            (_REPLACE, list(map(self._sealed, pending.values()))),
            *((form, destroyed) for form in self._destroy),
        ]

    def _sealed(self, one: SensitiveDetails) -> Row:
        customer_id = one.customer_id
        sealed = (
            self._key_ring.seal(json.dumps(part, ensure_ascii=False), place, customer_id, customer_id)
            for part, place in zip(_parts(one.details), PLACES, strict=True)
        )
        return (customer_id, customer_id, *sealed, one.version)

    def _opened(self, row: Row) -> SensitiveDetails:
        contact, (flag, notes), dietary = (
            json.loads(self._key_ring.open(sealed, place, row[1], row[1]))
            for sealed, place in zip(row[2:5], PLACES, strict=True)
        )
        details = Details(
            emergency_contact=_contact(*contact) if contact else None,
            medical_flag=flag,
            medical_notes=notes,
            dietary_requirements=dietary,
        )
        return SensitiveDetails(customer_id=CustomerId(row[0]), details=details, version=row[5])


def _parts(details: Details) -> tuple[object, ...]:
    """What each of the columns tells, as JSON."""
    contact = details.emergency_contact
    return (
        [contact.name, contact.phone.e164, contact.relationship] if contact else None,
        [details.medical_flag, details.medical_notes],
        details.dietary_requirements,
    )


def _contact(name: str, phone: str, relationship: str | None) -> EmergencyContact:
    return EmergencyContact(name=name, phone=Phone(phone), relationship=relationship)
