"""The schema ``identity``: users."""

import sqlalchemy as sa
from alembic import op

revision = "0002_identity"
down_revision = "0001_customers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA identity")
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_identity", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_organizer", sa.Boolean(), nullable=False),
        sa.Column("email_verified", sa.Boolean(), nullable=False),
        sa.Column("phone_verified", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_login_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('customer', 'instructor', 'admin', 'superuser')", name="ck_users_role"),
        sa.CheckConstraint("status IN ('active', 'inactive', 'suspended')", name="ck_users_status"),
        sa.CheckConstraint("failed_login_count >= 0", name="ck_users_failed_login_count"),
        sa.ForeignKeyConstraint(["created_by"], ["identity.users.id"], name="fk_users_created_by"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_users_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        schema="identity",
    )
    op.create_index(
        "ix_users_created_at", "users", [sa.literal_column("created_at DESC"), "id"], unique=False, schema="identity"
    )
    op.create_index("ix_users_customer_id", "users", ["customer_id"], unique=False, schema="identity")
    op.create_index("ix_users_role", "users", ["role"], unique=False, schema="identity")
    op.create_index("ix_users_status_role", "users", ["status", "role"], unique=False, schema="identity")
    op.create_index("uq_users_email_identity", "users", ["email_identity"], unique=True, schema="identity")
    op.create_index(
        "uq_users_phone",
        "users",
        ["phone"],
        unique=True,
        schema="identity",
        postgresql_where=sa.text("phone IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("users", schema="identity")
    op.execute("DROP SCHEMA identity")
