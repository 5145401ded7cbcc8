"""Row-level security on the tables that have come since, and as the policy says now."""

from rft_adapters.postgres.migrations import row_security

revision = "0040_row_level_security"
down_revision = "0027_insights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_security.apply("0040")


def downgrade() -> None:
    row_security.apply("0020")
