"""The seals of the audit trail, and what its rows say of changed fields."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_seals"
down_revision = "0006_shared"
branch_labels = None
depends_on = None


def upgrade() -> None:
    changes = sa.Column("changes", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'"))
    op.add_column("audit", changes, schema="activity")
    op.alter_column("audit", "changes", server_default=None, schema="activity")
    op.add_column("audit", sa.Column("salt", sa.Text(), nullable=True), schema="activity")
    op.create_table(
        "seals",
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name="pk_seals"),
        schema="activity",
    )
    op.create_index("uq_seals_seq", "seals", ["seq"], unique=True, schema="activity")
    op.create_index("ix_audit_at", "audit", ["at", "id"], unique=False, schema="activity")


def downgrade() -> None:
    op.drop_index("ix_audit_at", "audit", schema="activity")
    op.drop_table("seals", schema="activity")
    op.drop_column("audit", "salt", schema="activity")
    op.drop_column("audit", "changes", schema="activity")
