"""Data keys, sensitive details, and what attendees need: sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0022_sensitive"
down_revision = "0021_legacy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("master_key_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name="pk_data_keys"),
        schema="customers",
    )
    op.create_table(
        "sensitive_details",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_for", sa.Uuid(), nullable=False),
        sa.Column("emergency_contact", sa.LargeBinary(), nullable=False),
        sa.Column("medical", sa.LargeBinary(), nullable=False),
        sa.Column("dietary_requirements", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_sensitive_details_customer_id"),
        sa.PrimaryKeyConstraint("customer_id", name="pk_sensitive_details"),
        schema="customers",
    )
    # what is there stays readable, until "rft keys seal-old" has sealed it
    op.add_column("attendees", sa.Column("sealed_requirements", sa.LargeBinary(), nullable=True), schema="bookings")
    op.add_column("attendees", sa.Column("sealed_for", sa.Uuid(), nullable=True), schema="bookings")
    for name, rule in (
        ("sealed_for", "(sealed_requirements IS NULL) = (sealed_for IS NULL)"),
        ("special_requirements", "special_requirements IS NULL OR sealed_requirements IS NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_attendees_{name}"), "attendees", rule, schema="bookings")


def downgrade() -> None:
    """What was sealed is gone: nobody but the service can open it."""
    op.drop_column("attendees", "sealed_for", schema="bookings")
    op.drop_column("attendees", "sealed_requirements", schema="bookings")
    op.drop_table("sensitive_details", schema="customers")
    op.drop_table("data_keys", schema="customers")
