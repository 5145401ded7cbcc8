"""Merges on record, and whom a customer was merged into."""

import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023_merges"
down_revision = "0022_sensitive"
branch_labels = None
depends_on = None

_SOURCES = "'account', 'telephone', 'email', 'letter', 'in_person'"


def upgrade() -> None:
    op.add_column("customers", sa.Column("merged_into", sa.Uuid(), nullable=True), schema="customers")
    op.create_foreign_key(
        "fk_customers_merged_into",
        "customers",
        "customers",
        ["merged_into"],
        ["id"],
        source_schema="customers",
        referent_schema="customers",
    )
    op.create_index(
        "ix_customers_merged_into",
        "customers",
        ["merged_into"],
        schema="customers",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    _sources(f"{_SOURCES}, 'merge'")
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("winner_id", sa.Uuid(), nullable=False),
        sa.Column("loser_id", sa.Uuid(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("left_as_is", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("winner_id <> loser_id", name="ck_merges_two"),
        sa.ForeignKeyConstraint(["winner_id"], ["customers.customers.id"], name="fk_merges_winner_id"),
        sa.ForeignKeyConstraint(["loser_id"], ["customers.customers.id"], name="fk_merges_loser_id"),
        sa.ForeignKeyConstraint(["merged_by"], ["identity.users.id"], name="fk_merges_merged_by"),
        sa.ForeignKeyConstraint(["undone_by"], ["identity.users.id"], name="fk_merges_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        schema="customers",
    )
    op.create_index(
        "uq_merges_loser_id",
        "merges",
        ["loser_id"],
        unique=True,
        schema="customers",
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index("ix_merges_winner_id", "merges", ["winner_id"], schema="customers")
    op.create_index("ix_merges_merged_at", "merges", [sa.text("merged_at DESC"), "id"], schema="customers")
    _duplicates()


def _pair() -> "tuple[sa.Column[uuid.UUID], ...]":
    return tuple(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "one_id", "other_id"))


def _duplicates() -> None:
    op.create_table(
        "duplicates",
        *_pair(),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name="ck_duplicates_order"),
        sa.CheckConstraint("score BETWEEN 1 AND 100", name="ck_duplicates_score"),
        sa.ForeignKeyConstraint(["one_id"], ["customers.customers.id"], name="fk_duplicates_one_id"),
        sa.ForeignKeyConstraint(["other_id"], ["customers.customers.id"], name="fk_duplicates_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_duplicates"),
        schema="customers",
    )
    op.create_index("ix_duplicates_score", "duplicates", [sa.text("score DESC"), "id"], schema="customers")
    op.create_table(
        "distinct_pairs",
        *_pair(),
        sa.Column("marked_by", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name="ck_distinct_pairs_order"),
        sa.ForeignKeyConstraint(["one_id"], ["customers.customers.id"], name="fk_distinct_pairs_one_id"),
        sa.ForeignKeyConstraint(["other_id"], ["customers.customers.id"], name="fk_distinct_pairs_other_id"),
        sa.ForeignKeyConstraint(["marked_by"], ["identity.users.id"], name="fk_distinct_pairs_marked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_distinct_pairs"),
        schema="customers",
    )
    op.create_index("uq_distinct_pairs", "distinct_pairs", ["one_id", "other_id"], unique=True, schema="customers")


def downgrade() -> None:
    op.drop_table("distinct_pairs", schema="customers")
    op.drop_table("duplicates", schema="customers")
    op.drop_table("merges", schema="customers")
    _sources(_SOURCES)
    op.drop_index("ix_customers_merged_into", "customers", schema="customers")
    op.drop_column("customers", "merged_into", schema="customers")


def _sources(words: str) -> None:
    op.drop_constraint(op.f("ck_consents_source"), "consents", schema="customers", type_="check")
    op.create_check_constraint(op.f("ck_consents_source"), "consents", f"source IN ({words})", schema="customers")
