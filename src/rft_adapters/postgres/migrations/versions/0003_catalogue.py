"""The schema ``catalogue``: courses and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003_catalogue"
down_revision = "0002_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA catalogue")
    op.create_table(
        "courses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(collation="C"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_rate", sa.Numeric(), nullable=False),
        sa.Column("certificate_months", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("price >= 0", name="ck_courses_price"),
        sa.CheckConstraint("vat_rate BETWEEN 0 AND 1", name="ck_courses_vat_rate"),
        sa.PrimaryKeyConstraint("id", name="pk_courses"),
        schema="catalogue",
    )
    op.create_index("ix_courses_title", "courses", ["title", "id"], unique=False, schema="catalogue")
    op.create_index("uq_courses_code", "courses", ["code"], unique=True, schema="catalogue")
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('scheduled', 'cancelled', 'completed')", name="ck_sessions_status"),
        sa.CheckConstraint("ends_at > starts_at", name="ck_sessions_period"),
        sa.CheckConstraint("price >= 0", name="ck_sessions_price"),
        sa.ForeignKeyConstraint(["course_id"], ["catalogue.courses.id"], name="fk_sessions_course_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        schema="catalogue",
    )
    op.create_index(
        "ix_sessions_course_id", "sessions", ["course_id", "starts_at", "id"], unique=False, schema="catalogue"
    )
    op.create_index("ix_sessions_starts_at", "sessions", ["starts_at", "id"], unique=False, schema="catalogue")
    op.create_table(
        "session_instructors",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["catalogue.sessions.id"], name="fk_session_instructors_session_id"),
        sa.ForeignKeyConstraint(["user_id"], ["identity.users.id"], name="fk_session_instructors_user_id"),
        sa.PrimaryKeyConstraint("session_id", "user_id", name="pk_session_instructors"),
        schema="catalogue",
    )
    op.create_index(
        "ix_session_instructors_user_id", "session_instructors", ["user_id"], unique=False, schema="catalogue"
    )


def downgrade() -> None:
    op.drop_table("session_instructors", schema="catalogue")
    op.drop_table("sessions", schema="catalogue")
    op.drop_table("courses", schema="catalogue")
    op.execute("DROP SCHEMA catalogue")
