"""The schema ``identity``: second factors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_second_factor"
down_revision = "0010_limits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=True),
        sa.Column("turned_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.Column("recovery_hashes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("turned_on_at IS NULL OR sealed_secret IS NOT NULL", name="ck_second_factors_sealed_secret"),
        sa.ForeignKeyConstraint(["id"], ["identity.users.id"], name="fk_second_factors_id"),
        sa.PrimaryKeyConstraint("id", name="pk_second_factors"),
        schema="identity",
    )


def downgrade() -> None:
    op.drop_table("second_factors", schema="identity")
