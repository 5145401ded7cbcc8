"""The tries that limits count."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_limits"
down_revision = "0009_log_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("let_through", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_tries"),
        schema="shared",
    )


def downgrade() -> None:
    op.drop_table("tries", schema="shared")
