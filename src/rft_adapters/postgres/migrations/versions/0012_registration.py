"""Registration, invitations and codes in ``identity``; preferences and consents in ``customers``."""

import sqlalchemy as sa
from alembic import op

revision = "0012_registration"
down_revision = "0011_second_factor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registrations()
    _invitations()
    _codes()
    _consents()


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("email", "email_identity")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("first_name", "last_name", "password_hash")),
        sa.Column("token_hash", sa.Text(), nullable=True),
        *_instants("created_at expires_at used_at", optional="used_at"),
        sa.PrimaryKeyConstraint("id", name="pk_registrations"),
        schema="identity",
    )
    op.create_index("uq_registrations_token_hash", "registrations", ["token_hash"], unique=True, schema="identity")


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("email", "email_identity")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("first_name", "last_name")),
        sa.Column("is_organizer", sa.Boolean(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        *_instants("created_at expires_at accepted_at revoked_at", optional="accepted_at revoked_at"),
        sa.CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", name="ck_invitations_one_end"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_invitations_customer_id"),
        sa.ForeignKeyConstraint(["invited_by"], ["identity.users.id"], name="fk_invitations_invited_by"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        schema="identity",
    )
    op.create_index("uq_invitations_token_hash", "invitations", ["token_hash"], unique=True, schema="identity")
    op.create_index(
        "uq_invitations_standing",
        "invitations",
        ["customer_id", "email_identity"],
        unique=True,
        schema="identity",
        postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
    )


def _codes() -> None:
    op.create_table(
        "verification_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("channel", "target", "target_identity")),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        *_instants("created_at expires_at used_at", optional="used_at"),
        sa.CheckConstraint("channel IN ('email', 'phone')", name="ck_verification_codes_channel"),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name="ck_verification_codes_tries"),
        sa.ForeignKeyConstraint(["user_id"], ["identity.users.id"], name="fk_verification_codes_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verification_codes"),
        schema="identity",
    )
    op.create_index(
        "ix_verification_codes_user_id",
        "verification_codes",
        ["user_id", "channel", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="identity",
    )


def _consents() -> None:
    op.create_table(
        "preferences",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("marketing", "sms", "newsletter")),
        sa.Column("preferred_contact", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("preferred_contact IN ('email', 'phone', 'sms')", name="ck_preferences_preferred_contact"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_preferences_customer_id"),
        sa.PrimaryKeyConstraint("customer_id", name="pk_preferences"),
        schema="customers",
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        *_instants("at"),
        sa.Column("field", sa.Text(collation="C"), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("before", "after", "source")),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "source IN ('account', 'telephone', 'email', 'letter', 'in_person')", name="ck_consents_source"
        ),
        sa.CheckConstraint("basis IN ('soft_opt_in', 'consent', 'objection')", name="ck_consents_basis"),
        sa.ForeignKeyConstraint(["changed_by"], ["identity.users.id"], name="fk_consents_changed_by"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customers.id"], name="fk_consents_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        schema="customers",
    )
    op.create_index(
        "uq_consents_version", "consents", ["customer_id", "version", "field"], unique=True, schema="customers"
    )


def _instants(names: str, *, optional: str = "") -> "list[sa.Column[object]]":
    absent = optional.split()
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=name in absent) for name in names.split()]


def downgrade() -> None:
    op.drop_table("consents", schema="customers")
    op.drop_table("preferences", schema="customers")
    for name in ("verification_codes", "invitations", "registrations"):
        op.drop_table(name, schema="identity")
