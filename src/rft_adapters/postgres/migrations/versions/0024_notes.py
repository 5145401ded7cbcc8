"""Notes about customers; where the news of the activity log came from; the newest code of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0024_notes"
down_revision = "0023_merges"
branch_labels = None
depends_on = None

_KINDS = "'general', 'complaint', 'compliment', 'medical', 'special_requirement'"


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_for", sa.Uuid(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name="ck_notes_kind"),
        sa.CheckConstraint("withdrawn_by IS NULL OR withdrawn_at IS NOT NULL", name="ck_notes_withdrawn_by"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_notes_customer_id"),
        sa.ForeignKeyConstraint(["author_id"], ["identity.users.id"], name="fk_notes_author_id"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["identity.users.id"], name="fk_notes_withdrawn_by"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        schema="customers",
    )
    op.create_index(
        "ix_notes_customer_id_at",
        "notes",
        ["customer_id", sa.literal_column("at DESC"), "id"],
        unique=False,
        schema="customers",
    )
    op.create_index(
        "ix_portal_links_customer_id",
        "portal_links",
        ["customer_id", "created_at"],
        unique=False,
        schema="identity",
    )
    for table in ("portal_links", "verification_codes"):
        op.add_column(table, sa.Column("replaced_email", sa.Text(), nullable=True), schema="identity")
    for name in ("ip", "user_agent"):
        op.add_column("entries", sa.Column(name, sa.Text(), nullable=True), schema="activity")


def downgrade() -> None:
    """What notes say is gone: nobody but the service can open it."""
    for name in ("user_agent", "ip"):
        op.drop_column("entries", name, schema="activity")
    for table in ("verification_codes", "portal_links"):
        op.drop_column(table, "replaced_email", schema="identity")
    op.drop_index("ix_portal_links_customer_id", "portal_links", schema="identity")
    op.drop_table("notes", schema="customers")
