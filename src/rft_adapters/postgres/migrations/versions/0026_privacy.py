"""Erasure: what may be erased of the audit trail, who is erased, and the evidence of it."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026_privacy"
down_revision = "0025_search"
branch_labels = None
depends_on = None

_SHELLS = (("customers", "customers"), ("users", "identity"))


def upgrade() -> None:
    for name in ("origin_commitment", "origin_salt"):
        op.add_column("audit", sa.Column(name, sa.Text(), nullable=True), schema="activity")
    for table, schema in _SHELLS:
        op.add_column(table, sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True), schema=schema)
    closed_at: sa.Column[datetime] = sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("figures", closed_at, schema="customers")
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Uuid(), nullable=True),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("kind IN ('customer', 'user')", name="ck_erasures_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        schema="shared",
    )
    op.create_index("uq_erasures_subject_id", "erasures", ["subject_id"], unique=True, schema="shared")


def downgrade() -> None:
    op.drop_table("erasures", schema="shared")
    op.drop_column("figures", "closed_at", schema="customers")
    for table, schema in _SHELLS:
        op.drop_column(table, "erased_at", schema=schema)
    for name in ("origin_salt", "origin_commitment"):
        op.drop_column("audit", name, schema="activity")
