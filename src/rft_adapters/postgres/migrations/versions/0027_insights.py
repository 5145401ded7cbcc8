"""Letters that were put aside are counted by the monitor, without reading all that were ever sent."""

import sqlalchemy as sa
from alembic import op

revision = "0027_insights"
down_revision = "0026_privacy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_put_aside",
        "outbox",
        ["created_at"],
        unique=False,
        schema="shared",
        postgresql_where=sa.text("put_aside"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_put_aside", table_name="outbox", schema="shared")
