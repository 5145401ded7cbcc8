"""The schema ``shared``: outbox and receipts.

Its schema is made before the first step: it holds alembic's own table.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_shared"
down_revision = "0005_activity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_aside", sa.Boolean(), nullable=False),
        sa.Column("last_failure", sa.Text(), nullable=True),
        sa.CheckConstraint("attempts >= 0", name="ck_outbox_attempts"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        schema="shared",
    )
    op.create_index(
        "ix_outbox_created_at",
        "outbox",
        ["created_at", "id"],
        unique=False,
        schema="shared",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "receipts",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_receipts"),
        schema="shared",
    )
    op.create_index("ix_receipts_created_at", "receipts", ["created_at"], unique=False, schema="shared")


def downgrade() -> None:
    op.drop_table("receipts", schema="shared")
    op.drop_table("outbox", schema="shared")
