"""Row-level security on every table."""

from rft_adapters.postgres.migrations import row_security

revision = "0020_row_level_security"
down_revision = "0013_portal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_security.apply("0020")


def downgrade() -> None:
    row_security.remove()
