"""The schema ``legacy``: batches, what they hold while they run, and what is kept of every old booking."""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from ..metadata import METADATA, amount, at, check, rate, text, whole

_SCHEMA = "legacy"


def _of_batch() -> "Column[str]":
    """Without a foreign key: checking a million rows costs more than writing them."""
    return Column("batch", Text, primary_key=True)


# position: bytes of the file that are staged; digest: of those bytes; written: the last line that is booked
BATCHES = Table(
    "batches",
    METADATA,
    Column("name", Text, primary_key=True),
    text("asked"),
    text("state"),
    at("started_at"),
    Column("linking", Boolean, nullable=False),
    whole("capacity"),
    Column("secret", LargeBinary),
    Column("position", BigInteger, nullable=False),
    text("digest"),
    whole("lines"),
    whole("blank"),
    whole("written", nullable=True),
    Column("counts", JSONB),
    check("state", "state IN ('reading', 'writing', 'done')"),
    schema=_SCHEMA,
)

STAGED = Table(
    "staged",
    METADATA,
    _of_batch(),
    Column("line", Integer, primary_key=True),
    Column("raw", LargeBinary, nullable=False),
    text("outcome"),
    text("reason", nullable=True),
    Column("fields", ARRAY(Text), nullable=False),
    Column("warnings", ARRAY(Text), nullable=False),
    text("session_reason", nullable=True),
    Column("session_fields", ARRAY(Text), nullable=False),
    text("digest", nullable=True),
    Column("booking_id", Uuid),
    text("old_id", nullable=True),
    text("old_reference", nullable=True),
    text("reference", nullable=True),
    Column("session_id", Uuid),
    Column("course_id", Uuid),
    text("course_name", nullable=True),
    at("starts_at", nullable=True),
    at("ends_at", nullable=True),
    text("venue", nullable=True),
    text("email", nullable=True),
    text("identity", nullable=True),
    Column("addressed", Boolean, nullable=False),
    text("first_name", nullable=True),
    text("last_name", nullable=True),
    text("phone", nullable=True),
    text("company", nullable=True),
    text("status", nullable=True),
    text("attendance", nullable=True),
    text("payment_status", nullable=True),
    amount("unit", nullable=True),
    amount("total", nullable=True),
    amount("discount", nullable=True),
    amount("final", nullable=True),
    rate("code_rate"),
    at("created_at", nullable=True),
    whole("seats"),
    Column("attendees", JSONB),
    text("searched", nullable=True),
    schema=_SCHEMA,
)

# whom a batch links: known already, or to be made
PEOPLE = Table(
    "people",
    METADATA,
    _of_batch(),
    Column("identity", Text, primary_key=True),
    text("email"),
    text("first_name"),
    text("last_name"),
    text("phone", nullable=True),
    text("company", nullable=True),
    at("first_at"),
    at("last_at"),
    Column("customer_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("customer_made", Boolean, nullable=False),
    Column("user_made", Boolean, nullable=False),
    schema=_SCHEMA,
)

# kept for good: the line as it was written, with all that has no place elsewhere yet
LINES = Table(
    "lines",
    METADATA,
    Column("booking_id", Uuid, ForeignKey("bookings.bookings.id"), primary_key=True),
    text("batch"),
    whole("line"),
    text("digest"),
    text("old_id", nullable=True),
    text("old_reference", nullable=True),
    Column("raw", LargeBinary, nullable=False),
    schema=_SCHEMA,
)
Index("uq_lines_old_reference", LINES.c.old_reference, unique=True)
Index("ix_lines_batch", LINES.c.batch, LINES.c.line)

# addresses: the identities of those that the line names, so that a person's lines are found again
QUARANTINE = Table(
    "quarantine",
    METADATA,
    _of_batch(),
    Column("line", Integer, primary_key=True),
    text("reason"),
    Column("fields", ARRAY(Text), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("raw_digest", LargeBinary, nullable=False),
    Column("addresses", ARRAY(Text), nullable=False),
    text("mended_by", nullable=True),
    schema=_SCHEMA,
)
Index("ix_quarantine_raw_digest", QUARANTINE.c.raw_digest, QUARANTINE.c.line)

# what a batch made beside bookings, and what it changed, as that was before
MADE = Table(
    "made",
    METADATA,
    _of_batch(),
    Column("entity", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    schema=_SCHEMA,
)
TOUCHED = Table(
    "touched",
    METADATA,
    _of_batch(),
    Column("entity", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("before", JSONB, nullable=False),
    whole("version"),
    schema=_SCHEMA,
)
