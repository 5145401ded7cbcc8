"""Row-level security on every table."""

from rft_adapters.postgres.migrations import row_security

revision = "0009_row_level_security"
down_revision = "0008_seals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_security.apply("0009")


def downgrade() -> None:
    row_security.remove()
