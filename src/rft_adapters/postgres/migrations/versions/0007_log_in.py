"""The schema ``identity``: what users are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0007_log_in"
down_revision = "0006_shared"
branch_labels = None
depends_on = None

# what the program writes from now on (rft_domain.identity.queries.searched)
_SEARCHED = """
    UPDATE identity.users SET searched = lower(concat_ws(' ', first_name, last_name, email, email_identity,
        phone, CASE WHEN phone LIKE '+44%' THEN '0' || substr(phone, 4) END))
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("searched", sa.Text(), nullable=True), schema="identity")
    op.execute(_SEARCHED)
    op.alter_column("users", "searched", nullable=False, schema="identity")


def downgrade() -> None:
    op.drop_column("users", "searched", schema="identity")
