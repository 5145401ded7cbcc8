"""The activity log and the audit trail: two tables that are only added to."""

from psycopg.types.json import Jsonb
from sqlalchemy import Column, Index, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from rft_domain.activity.entry import ActivityEntry
from rft_domain.shared.audit import AuditRow, Origin
from rft_domain.shared.ids import CustomerId, UserId

from .flush import Part, Row
from .forms import inserting
from .metadata import METADATA, at, check, refers, text

ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", Uuid, primary_key=True),
    at("at"),
    text("type"),
    text("text"),
    refers("customer_id", "customers.customers.id", nullable=True),
    refers("user_id", "identity.users.id", nullable=True),
    text("entity"),
    Column("entity_id", Uuid, nullable=False),
    text("ip", nullable=True),
    text("user_agent", nullable=True),
    schema="activity",
)
Index("ix_entries_customer_id_at", ENTRIES.c.customer_id, ENTRIES.c.at.desc())
Index("ix_entries_user_id_at", ENTRIES.c.user_id, ENTRIES.c.at.desc())
Index("ix_entries_type_at", ENTRIES.c.type, ENTRIES.c.at.desc())

# actor_id refers to nobody: a refusal of somebody who is not there is on record too
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Uuid, primary_key=True),
    at("at"),
    text("actor_kind"),
    Column("actor_id", Uuid),
    text("action"),
    text("outcome"),
    text("code", nullable=True),
    Column("about", JSONB, nullable=False),
    text("request_id", nullable=True),
    text("ip", nullable=True),
    text("user_agent", nullable=True),
    Column("changes", JSONB, nullable=False),
    text("salt", nullable=True),
    text("origin_commitment", nullable=True),
    text("origin_salt", nullable=True),
    check("outcome", "outcome IN ('accepted', 'refused')"),
    schema="activity",
)
Index("ix_audit_at", AUDIT.c.at, AUDIT.c.id)

_INSERT_ENTRIES = inserting(ENTRIES)
_INSERT_AUDIT = inserting(AUDIT)


def entry_row(entry: ActivityEntry, origin: Origin) -> Row:
    return (
        entry.id,
        entry.at,
        entry.type,
        entry.text,
        entry.customer_id,
        entry.user_id,
        entry.entity,
        entry.entity_id,
        origin.ip,
        origin.user_agent,
    )


def entry_from_row(row: Row) -> ActivityEntry:
    return ActivityEntry(
        id=row[0],
        at=row[1],
        type=row[2],
        text=row[3],
        customer_id=CustomerId(row[4]) if row[4] else None,
        user_id=UserId(row[5]) if row[5] else None,
        entity=row[6],
        entity_id=row[7],
        ip=row[8],
        user_agent=row[9],
    )


def audit_row(row: AuditRow) -> Row:
    return (
        row.id,
        row.at,
        row.actor_kind,
        row.actor_id,
        row.action,
        row.outcome,
        row.code,
        Jsonb(dict(row.about)),
        row.origin.request_id,
        row.origin.ip,
        row.origin.user_agent,
        Jsonb(row.changes),
        row.salt,
        row.origin_commitment,
        row.origin_salt,
    )


def audit_from_row(row: Row) -> AuditRow:
    return AuditRow(
        id=row[0],
        at=row[1],
        actor_kind=row[2],
        actor_id=row[3],
        action=row[4],
        outcome=row[5],
        code=row[6],
        about=row[7],
        origin=Origin(request_id=row[8], ip=row[9], user_agent=row[10]),
        changes=row[11],
        salt=row[12],
        origin_commitment=row[13],
        origin_salt=row[14],
    )


class ActivityWriter:
    """The activity slice's ``ActivityLog``."""

    __slots__ = ("_added", "_origin")

    def __init__(self) -> None:
        self._added: list[Row] = []
        self._origin = Origin()

    def came_from(self, origin: Origin) -> None:
        self._origin = origin

    def add(self, entry: ActivityEntry) -> None:
        self._added.append(entry_row(entry, self._origin))

    def parts(self) -> list[Part]:
        added, self._added = self._added, []
        return [(_INSERT_ENTRIES, added)]


class AuditWriter:
    """The runner's ``AuditLog``."""

    __slots__ = ("_added",)

    def __init__(self) -> None:
        self._added: list[Row] = []

    def add(self, row: AuditRow) -> None:
        self._added.append(audit_row(row))

    def parts(self) -> list[Part]:
        added, self._added = self._added, []
        return [(_INSERT_AUDIT, added)]
