"""Row-level security on every table."""

from rft_adapters.postgres.migrations import row_security

revision = "0011_row_level_security"
down_revision = "0010_limits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_security.apply("0011")


def downgrade() -> None:
    row_security.remove()
