"""The portal without log-in: sessions of guests, and mailed links."""

import sqlalchemy as sa
from alembic import op

revision = "0013_portal"
down_revision = "0012_registration"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portal_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_portal_sessions_customer_id"),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.bookings.id"], name="fk_portal_sessions_booking_id"),
        sa.PrimaryKeyConstraint("id", name="pk_portal_sessions"),
        schema="identity",
    )
    op.create_index("uq_portal_sessions_token_hash", "portal_sessions", ["token_hash"], unique=True, schema="identity")
    op.create_index(
        "ix_portal_sessions_customer_id",
        "portal_sessions",
        ["customer_id"],
        unique=False,
        schema="identity",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "portal_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("new_email", sa.Text(), nullable=True),
        sa.Column("new_email_identity", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["identity.portal_sessions.id"], name="fk_portal_links_session_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_portal_links_customer_id"),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.bookings.id"], name="fk_portal_links_booking_id"),
        sa.PrimaryKeyConstraint("id", name="pk_portal_links"),
        schema="identity",
    )
    op.create_index("uq_portal_links_token_hash", "portal_links", ["token_hash"], unique=True, schema="identity")


def downgrade() -> None:
    op.drop_table("portal_links", schema="identity")
    op.drop_table("portal_sessions", schema="identity")
