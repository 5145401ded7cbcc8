"""Text to look for words in, folded by Python, with an index of every three bytes of it; lists sorted by figures.

Each list of customers is read forwards and backwards from one index, so those that were there are turned.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rft_adapters.postgres.flush import Row
from rft_adapters.postgres.searching import fill

revision = "0025_search"
down_revision = "0024_notes"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000
_BLANK = (("identity", "users"), ("bookings", "bookings"))
_FOUND_BY = sa.Text(collation="C")
_FILLED = ("customers.customers", "identity.users", "bookings.bookings", "bookings.attendees")


def upgrade() -> None:
    op.add_column("customers", sa.Column("searched", _FOUND_BY, nullable=True), schema="customers")
    op.add_column("customers", sa.Column("grams", postgresql.ARRAY(sa.Integer()), nullable=True), schema="customers")
    op.add_column("bookings", sa.Column("searched", _FOUND_BY, nullable=True), schema="bookings")
    op.alter_column("users", "searched", nullable=True, type_=_FOUND_BY, schema="identity")
    _as_owner("NO FORCE")
    op.execute(sa.text("UPDATE identity.users SET searched = NULL"))
    while fill(_run, _AT_ONCE):
        pass
    _as_owner("FORCE")
    for schema, table in _BLANK:
        blank = sa.text("searched IS NULL")
        op.create_index(f"ix_{table}_blank", table, ["id"], schema=schema, postgresql_where=blank)
    op.create_index("ix_customers_searched", "customers", ["searched", "id"], schema="customers")
    op.create_index("ix_customers_grams", "customers", ["grams"], schema="customers", postgresql_using="gin")
    op.drop_index("ix_customers_created_at", "customers", schema="customers")
    op.create_index("ix_customers_created_at", "customers", ["created_at", "id"], schema="customers")
    op.drop_index("ix_figures_last_activity_at", "figures", schema="customers")
    for key in ("last_activity_at", "total_bookings", "total_spent"):
        op.create_index(f"ix_figures_{key}", "figures", [key, "customer_id"], schema="customers")
    op.create_table(
        "segments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["identity.users.id"], name="fk_segments_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_segments"),
        schema="customers",
    )
    op.create_index(
        "uq_segments_name_folded",
        "segments",
        ["name_folded"],
        unique=True,
        schema="customers",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("segments", schema="customers")
    for key in ("total_spent", "total_bookings", "last_activity_at"):
        op.drop_index(f"ix_figures_{key}", "figures", schema="customers")
    op.create_index(
        "ix_figures_last_activity_at", "figures", [sa.text("last_activity_at DESC"), "customer_id"], schema="customers"
    )
    op.drop_index("ix_customers_created_at", "customers", schema="customers")
    op.create_index("ix_customers_created_at", "customers", [sa.text("created_at DESC"), "id"], schema="customers")
    op.drop_index("ix_users_blank", "users", schema="identity")
    op.alter_column("users", "searched", nullable=False, type_=sa.Text(), schema="identity")
    op.drop_column("bookings", "searched", schema="bookings")
    op.drop_column("customers", "grams", schema="customers")
    op.drop_column("customers", "searched", schema="customers")


def _run(sql: bytes, values: Sequence[object]) -> list[Row]:
    connection: Any = op.get_bind().connection.driver_connection
    with psycopg.RawCursor(connection) as cursor:
        return list(cursor.execute(sql, values).fetchall())


def _as_owner(forced: str) -> None:
    """The owner writes the rows of all, as no policy says."""
    for table in _FILLED:
        op.execute(sa.text(f"ALTER TABLE {table} {forced} ROW LEVEL SECURITY"))
