"""Row-level security on every table."""

from rft_adapters.postgres.migrations import row_security

revision = "0010_row_level_security"
down_revision = "0009_log_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_security.apply("0010")


def downgrade() -> None:
    row_security.remove()
