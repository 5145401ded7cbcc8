"""Receipts of idempotency keys: table, rows and repository."""

from sqlalchemy import Column, Index, Table, Text, bindparam, select

from rft_domain.shared.receipts import Receipt

from .flush import Part, Row
from .forms import inserting
from .link import Link
from .metadata import METADATA, at, text
from .query import query

# the body is text, not JSONB: the stored answer comes back as it was given, byte for byte
RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    text("fingerprint"),
    text("body"),
    at("created_at"),
    schema="shared",
)
Index("ix_receipts_created_at", RECEIPTS.c.created_at)

# a rival's is met as a unique violation: ON CONFLICT would have to read, and whoever books reads no receipts
_INSERT = inserting(RECEIPTS)
_BY_KEY = query(
    select(*RECEIPTS.columns).where(RECEIPTS.c.scope == bindparam("scope"), RECEIPTS.c.key == bindparam("key"))
)


def to_row(receipt: Receipt) -> Row:
    return (receipt.scope, receipt.key, receipt.fingerprint, receipt.body, receipt.created_at)


def from_row(row: Row) -> Receipt:
    return Receipt(scope=row[0], key=row[1], fingerprint=row[2], body=row[3], created_at=row[4])


class ReceiptRepository:
    """The runner's ``Receipts``."""

    __slots__ = ("_added", "_link")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Receipt] = []

    def find(self, scope: str, key: str) -> Receipt | None:
        rows = self._link.rows(_BY_KEY, {"scope": scope, "key": key})
        return from_row(rows[0]) if rows else None

    def add(self, receipt: Receipt) -> None:
        self._added.append(receipt)

    def parts(self) -> list[Part]:
        if not self._added:
            return []
        added, self._added = self._added, []
        return [(_INSERT, [to_row(receipt) for receipt in added])]
