"""Run by alembic: the connection, its transaction and its lock are the caller's."""

from alembic import context

from rft_adapters.postgres.schema import VERSION_SCHEMA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    version_table_schema=VERSION_SCHEMA,
)
context.run_migrations()
