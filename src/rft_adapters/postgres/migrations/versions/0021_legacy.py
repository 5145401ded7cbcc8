"""The schema ``legacy``: batches of old bookings; and rosters that history fills over their capacity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021_legacy"
down_revision = "0020_row_level_security"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rosters", sa.Column("over_by", sa.Integer(), nullable=False, server_default=sa.text("0")), schema="bookings"
    )
    op.alter_column("rosters", "over_by", server_default=None, schema="bookings")
    _seats_taken("seats_taken BETWEEN 0 AND capacity + over_by")
    op.create_check_constraint("ck_rosters_over_by", "rosters", "over_by >= 0", schema="bookings")
    op.execute("CREATE SCHEMA legacy")
    _make_tables()


def _seats_taken(rule: str) -> None:
    op.drop_constraint("ck_rosters_seats_taken", "rosters", schema="bookings")
    op.create_check_constraint("ck_rosters_seats_taken", "rosters", rule, schema="bookings")


def _make_tables() -> None:
    op.create_table(
        "batches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linking", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("state IN ('reading', 'writing', 'done')", name="ck_batches_state"),
        sa.PrimaryKeyConstraint("name", name="pk_batches"),
        schema="legacy",
    )
    op.create_table(
        "staged",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("warnings", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("session_reason", sa.Text(), nullable=True),
        sa.Column("session_fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("old_id", sa.Text(), nullable=True),
        sa.Column("old_reference", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("course_name", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("addressed", sa.Boolean(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("attendance", sa.Text(), nullable=True),
        sa.Column("payment_status", sa.Text(), nullable=True),
        sa.Column("unit", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("discount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("final", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("code_rate", sa.Numeric(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("attendees", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("searched", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("batch", "line", name="pk_staged"),
        schema="legacy",
    )
    op.create_table(
        "people",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("customer_made", sa.Boolean(), nullable=False),
        sa.Column("user_made", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "identity", name="pk_people"),
        schema="legacy",
    )
    op.create_table(
        "lines",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("old_id", sa.Text(), nullable=True),
        sa.Column("old_reference", sa.Text(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.bookings.id"], name="fk_lines_booking_id"),
        sa.PrimaryKeyConstraint("booking_id", name="pk_lines"),
        schema="legacy",
    )
    op.create_index("ix_lines_batch", "lines", ["batch", "line"], unique=False, schema="legacy")
    op.create_index("uq_lines_old_reference", "lines", ["old_reference"], unique=True, schema="legacy")
    op.create_table(
        "quarantine",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("raw_digest", sa.LargeBinary(), nullable=False),
        sa.Column("addresses", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("mended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("batch", "line", name="pk_quarantine"),
        schema="legacy",
    )
    op.create_index("ix_quarantine_raw_digest", "quarantine", ["raw_digest", "line"], unique=False, schema="legacy")
    op.create_table(
        "made",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "entity", "id", name="pk_made"),
        schema="legacy",
    )
    op.create_table(
        "touched",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "entity", "id", name="pk_touched"),
        schema="legacy",
    )


def downgrade() -> None:
    for name in ("touched", "made", "quarantine", "lines", "people", "staged", "batches"):
        op.drop_table(name, schema="legacy")
    op.execute("DROP SCHEMA legacy")
    # row-level security binds the owner too
    op.execute("ALTER TABLE bookings.rosters NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE bookings.rosters SET capacity = seats_taken WHERE seats_taken > capacity")
    op.execute("ALTER TABLE bookings.rosters FORCE ROW LEVEL SECURITY")
    _seats_taken("seats_taken BETWEEN 0 AND capacity")
    op.drop_column("rosters", "over_by", schema="bookings")
