"""The schema ``bookings``: bookings, attendees, rosters and discounts."""

import sqlalchemy as sa
from alembic import op

revision = "0004_bookings"
down_revision = "0003_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA bookings")
    op.create_table(
        "discounts",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rate > 0 AND rate <= 1", name="ck_discounts_rate"),
        sa.PrimaryKeyConstraint("code", name="pk_discounts"),
        schema="bookings",
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("booked_by", sa.Uuid(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_email_identity", sa.Text(), nullable=False),
        sa.Column("contact_first_name", sa.Text(), nullable=False),
        sa.Column("contact_last_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("contact_company", sa.Text(), nullable=True),
        sa.Column("unit_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("total_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("discount_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("final_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_rate", sa.Numeric(), nullable=False),
        sa.Column("code_rate", sa.Numeric(), nullable=False),
        sa.Column("discount_code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "payment_status IN ('unpaid', 'part_paid', 'paid', 'refunded')", name="ck_bookings_payment_status"
        ),
        sa.CheckConstraint("status IN ('pending', 'confirmed', 'completed', 'cancelled')", name="ck_bookings_status"),
        sa.CheckConstraint("code_rate BETWEEN 0 AND 1", name="ck_bookings_code_rate"),
        sa.CheckConstraint(
            "final_amount >= 0 AND final_amount = total_amount - discount_amount", name="ck_bookings_final_amount"
        ),
        sa.CheckConstraint(
            "unit_amount >= 0 AND total_amount >= 0 AND discount_amount >= 0 AND vat_amount >= 0",
            name="ck_bookings_amounts",
        ),
        sa.CheckConstraint("vat_rate BETWEEN 0 AND 1", name="ck_bookings_vat_rate"),
        sa.ForeignKeyConstraint(["booked_by"], ["identity.users.id"], name="fk_bookings_booked_by"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_bookings_customer_id"),
        sa.ForeignKeyConstraint(["session_id"], ["catalogue.sessions.id"], name="fk_bookings_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        schema="bookings",
    )
    op.create_index(
        "ix_bookings_created_at",
        "bookings",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
        schema="bookings",
    )
    op.create_index(
        "ix_bookings_customer_id",
        "bookings",
        ["customer_id", sa.literal_column("created_at DESC"), "id"],
        unique=False,
        schema="bookings",
    )
    op.create_index(
        "ix_bookings_customer_id_status",
        "bookings",
        ["customer_id", "status", sa.literal_column("created_at DESC"), "id"],
        unique=False,
        schema="bookings",
    )
    op.create_index(
        "ix_bookings_session_id",
        "bookings",
        ["session_id", sa.literal_column("created_at DESC"), "id"],
        unique=False,
        schema="bookings",
    )
    op.create_index("uq_bookings_reference", "bookings", ["reference"], unique=True, schema="bookings")
    op.create_table(
        "rosters",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 1", name="ck_rosters_capacity"),
        sa.CheckConstraint("seats_taken BETWEEN 0 AND capacity", name="ck_rosters_seats_taken"),
        sa.ForeignKeyConstraint(["session_id"], ["catalogue.sessions.id"], name="fk_rosters_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_rosters"),
        schema="bookings",
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "attendees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_identity", sa.Text(), nullable=True),
        sa.Column("special_requirements", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attendance IN ('unmarked', 'attended', 'no_show')", name="ck_attendees_attendance"),
        sa.CheckConstraint("position >= 0", name="ck_attendees_position"),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.bookings.id"], name="fk_attendees_booking_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendees"),
        schema="bookings",
    )
    op.create_index(
        "uq_attendees_booking_id_position", "attendees", ["booking_id", "position"], unique=True, schema="bookings"
    )


def downgrade() -> None:
    op.drop_table("attendees", schema="bookings")
    op.drop_table("rosters", schema="bookings")
    op.drop_table("bookings", schema="bookings")
    op.drop_table("discounts", schema="bookings")
    op.execute("DROP SCHEMA bookings")
