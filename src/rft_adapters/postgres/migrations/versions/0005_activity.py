"""The schema ``activity``: the activity log and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_activity"
down_revision = "0004_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA activity")
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("about", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome IN ('accepted', 'refused')", name="ck_audit_outcome"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        schema="activity",
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_entries_customer_id"),
        sa.ForeignKeyConstraint(["user_id"], ["identity.users.id"], name="fk_entries_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        schema="activity",
    )
    op.create_index(
        "ix_entries_customer_id_at",
        "entries",
        ["customer_id", sa.literal_column("at DESC")],
        unique=False,
        schema="activity",
    )
    op.create_index(
        "ix_entries_type_at", "entries", ["type", sa.literal_column("at DESC")], unique=False, schema="activity"
    )
    op.create_index(
        "ix_entries_user_id_at", "entries", ["user_id", sa.literal_column("at DESC")], unique=False, schema="activity"
    )


def downgrade() -> None:
    op.drop_table("entries", schema="activity")
    op.drop_table("audit", schema="activity")
    op.execute("DROP SCHEMA activity")
