"""The schema ``customers``: customers and their figures."""

import sqlalchemy as sa
from alembic import op

revision = "0001_customers"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA customers")
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_identity", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("address_line_1", sa.Text(), nullable=True),
        sa.Column("address_line_2", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("county", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("company_role", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("customer_type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("customer_type IN ('individual', 'corporate')", name="ck_customers_customer_type"),
        sa.CheckConstraint("status IN ('active', 'inactive', 'suspended')", name="ck_customers_status"),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        schema="customers",
    )
    op.create_index("ix_customers_company", "customers", ["company"], unique=False, schema="customers")
    op.create_index(
        "ix_customers_created_at",
        "customers",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
        schema="customers",
    )
    op.create_index("ix_customers_customer_type", "customers", ["customer_type"], unique=False, schema="customers")
    op.create_index(
        "ix_customers_phone",
        "customers",
        ["phone"],
        unique=False,
        schema="customers",
        postgresql_where=sa.text("phone IS NOT NULL"),
    )
    op.create_index("uq_customers_email_identity", "customers", ["email_identity"], unique=True, schema="customers")
    op.create_table(
        "figures",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("total_bookings", sa.Integer(), nullable=False),
        sa.Column("total_spent", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("first_booking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_booking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_figures_customer_id"),
        sa.PrimaryKeyConstraint("customer_id", name="pk_figures"),
        schema="customers",
    )
    op.create_index(
        "ix_figures_last_activity_at",
        "figures",
        [sa.literal_column("last_activity_at DESC"), "customer_id"],
        unique=False,
        schema="customers",
    )


def downgrade() -> None:
    op.drop_table("figures", schema="customers")
    op.drop_table("customers", schema="customers")
    op.execute("DROP SCHEMA customers")
