"""What ``rft_adapters.postgres.row_security`` generated for each revision that changed it, and what applies it."""

from importlib.resources import files

from alembic import op
from sqlalchemy import text

from rft_adapters.postgres.metadata import SCHEMAS
from rft_adapters.postgres.roles import APP, TAKEN

_POLICIES = text("SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname = ANY(:schemas)")
_GUARDED = text(
    "SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity AND relnamespace::regnamespace::text = ANY(:schemas)"
)
# an older revision has not made all of them
_THERE = text("SELECT nspname FROM pg_namespace WHERE nspname = ANY(:schemas) ORDER BY nspname")
_FROM = ", ".join((APP, *TAKEN))


def apply(revision: str) -> None:
    """Everything as the file of ``revision`` says, whatever was there before."""
    remove()
    for statement in (files(__package__) / f"{revision}.sql").read_text().splitlines():
        op.execute(text(statement.removesuffix(";")))


def remove() -> None:
    """No policies, and nothing granted to our roles."""
    connection, schemas = op.get_bind(), {"schemas": list(SCHEMAS)}
    for schema, table, policy in connection.execute(_POLICIES, schemas).all():
        op.execute(text(f"DROP POLICY {policy} ON {schema}.{table}"))
    for table in connection.execute(_GUARDED, schemas).scalars().all():
        op.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
        op.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    there = ", ".join(connection.execute(_THERE, schemas).scalars())
    op.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA {there} FROM {_FROM}"))
    op.execute(text(f"REVOKE ALL ON SCHEMA {there} FROM {_FROM}"))
