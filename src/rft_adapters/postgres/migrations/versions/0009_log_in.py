"""The schema ``identity``: what users are found by, and their log-in."""

import sqlalchemy as sa
from alembic import op

revision = "0009_log_in"
down_revision = "0008_seals"
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
    op.create_table(
        "log_in_attempts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("count >= 0", name="ck_log_in_attempts_count"),
        sa.PrimaryKeyConstraint("key", name="pk_log_in_attempts"),
        schema="identity",
    )
    _of_user(
        "auth_sessions",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
    )
    op.create_index(
        "ix_auth_sessions_user_id",
        "auth_sessions",
        ["user_id"],
        unique=False,
        schema="identity",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    _of_user("devices", sa.Column("created_at", sa.DateTime(timezone=True), nullable=False))
    _of_user(
        "password_resets",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    )


def _of_user(name: str, *more: "sa.Column[object]") -> None:
    """A table of things that a user holds a token for."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["user_id"], ["identity.users.id"], name=f"fk_{name}_user_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        schema="identity",
    )
    op.create_index(f"uq_{name}_token_hash", name, ["token_hash"], unique=True, schema="identity")


def downgrade() -> None:
    for name in ("password_resets", "devices", "auth_sessions", "log_in_attempts"):
        op.drop_table(name, schema="identity")
    op.drop_column("users", "searched", schema="identity")
