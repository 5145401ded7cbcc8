"""Row-level security is on every table, for its owner too, and is what the policy says now."""

import pytest

from rft_adapters.postgres.metadata import SCHEMAS
from rft_adapters.postgres.roles import APP, TAKEN
from rft_adapters.postgres.row_security import COMMANDS, GUARDS, Guard, script
from rft_adapters.postgres.tables import METADATA
from rft_domain.access.actor import ActorKind
from rft_domain.access.policy import POLICY, Action, Relation
from tests.access.rows import Bare

from .conftest import Sql
from .row_security import newest

ADD_IT = (
    "has no row-level security. Say in rft_adapters/postgres/row_security.py (GUARDS) who sees its rows, then run "
    "python -m tests.adapters.postgres.row_security NNNN"
)
_TABLES = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text = ANY(%s)
      AND NOT (relrowsecurity AND relforcerowsecurity AND oid IN (SELECT polrelid FROM pg_policy))
"""
_VIEWS = """
    SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace::regnamespace::text = ANY(%s)
      AND NOT coalesce(reloptions @> '{security_invoker=true}', false)
"""
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE prosecdef AND pronamespace::regnamespace::text <> ALL('{pg_catalog,information_schema}')
"""


def without_protection(sql: Sql) -> list[str]:
    return [f"{row[0]} {ADD_IT}" for row in sql(_TABLES, list(SCHEMAS))]


def passing_by(sql: Sql) -> list[str]:
    """Views and functions that look at rows as their owner, who may be somebody without limits."""
    return [row[0] for row in (*sql(_VIEWS, list(SCHEMAS)), *sql(_FUNCTIONS))]


def test_every_table_is_protected_even_from_its_owner(sql: Sql) -> None:
    assert without_protection(sql) == []
    assert passing_by(sql) == []


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TABLE shared.planted (id uuid)",
        "ALTER TABLE shared.receipts NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE bookings.bookings DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE shared.outbox ENABLE ROW LEVEL SECURITY; DROP POLICY rft_anybody ON shared.alembic_version",
    ],
)
def test_a_planted_table_without_protection_is_found(admin: Bare, sql: Sql, planted: str) -> None:
    with admin.transaction(force_rollback=True):
        sql(planted)
        assert len(without_protection(sql)) == 1


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE VIEW bookings.planted AS SELECT * FROM bookings.bookings",
        "CREATE VIEW bookings.planted WITH (security_invoker = false) AS SELECT * FROM bookings.bookings",
        "CREATE FUNCTION shared.planted() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
    ],
)
def test_a_planted_way_round_is_found(admin: Bare, sql: Sql, planted: str) -> None:
    with admin.transaction(force_rollback=True):
        sql(planted)
        assert len(passing_by(sql)) == 1


def test_every_table_of_the_program_says_whose_its_rows_are() -> None:
    tables = {f"{table.schema}.{table.name}" for table in METADATA.sorted_tables}
    assert [f"{table} {ADD_IT}" for table in sorted(tables - GUARDS.keys())] == []
    assert GUARDS.keys() - tables == set()


# --- the text that was migrated is what the policy says --------------------------------------------------------


def test_what_was_migrated_is_what_the_policy_says_now() -> None:
    assert newest().read_text() == script(), "run python -m tests.adapters.postgres.row_security NNNN"


@pytest.mark.parametrize("line", sorted(POLICY, key=repr)[::5], ids=lambda line: "-".join(line))
def test_a_policy_without_a_new_migration_is_found(line: tuple[ActorKind, Action, Relation]) -> None:
    told = {each for guard in GUARDS.values() for each in (*guard.sees, *guard.changed_by)}
    assert (newest().read_text() != script(POLICY - {line})) is (line[1] in told)


def test_a_guard_without_a_new_migration_is_found() -> None:
    assert newest().read_text() != script(guards={**GUARDS, "bookings.discounts": Guard()})


_POLICIES = """
    SELECT schemaname, tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies UNION ALL
    SELECT table_schema, table_name, 'grant', grantee, privilege_type, '', '' FROM information_schema.table_privileges
    WHERE grantee LIKE 'rft%'
"""


def test_the_migrations_have_built_what_that_text_says(admin: Bare, sql: Sql) -> None:
    migrated = set(sql(_POLICIES))
    with admin.transaction(force_rollback=True):
        for schema, table, policy in sql("SELECT schemaname, tablename, policyname FROM pg_policies"):
            sql(f"DROP POLICY {policy} ON {schema}.{table}")
        for schema in SCHEMAS:
            sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {APP}, {', '.join(TAKEN)}")
        for statement in newest().read_text().splitlines():
            sql(statement)
        assert set(sql(_POLICIES)) == migrated
        sql("DROP POLICY rft_customer_select ON bookings.bookings")
        assert set(sql(_POLICIES)) != migrated


def test_every_command_that_is_tied_to_rows_writes_as_its_actor() -> None:
    tied = {action for _, action, relation in POLICY if relation is not Relation.ANY}
    reads = {
        Action.SEE_BOOKING,
        Action.SEE_USER,
        Action.SEE_CUSTOMER,
        Action.SEE_SENSITIVE,
        Action.SEE_NOTES,
        Action.SEE_INSIGHTS,
        Action.EXPORT_PERSON,
    }
    no_row_yet = {Action.OPEN_CUSTOMER}
    # who leaves is afterwards no row of the customer's, which would be refused to whoever acts for it
    written_by_the_house = {Action.MANAGE_MEMBERS, Action.USE_PORTAL, Action.CHANGE_EMAIL, Action.WRITE_REQUIREMENTS}
    assert tied - reads - no_row_yet - written_by_the_house <= set(COMMANDS.values())


_ROLES = """
    SELECT rolname, rolcanlogin, rolinherit, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
    FROM pg_roles WHERE rolname = ANY(%s)
"""
_OWNED = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = ANY(%s)"


def test_the_role_that_logs_in_owns_nothing_inherits_nothing_and_is_bound(sql: Sql) -> None:
    ours = [APP, *TAKEN]
    roles = {row[0]: row[1:] for row in sql(_ROLES, ours)}
    assert roles == {APP: (True, False, False), **dict.fromkeys(TAKEN, (False, True, False))}
    assert sql(_OWNED, ours) == [(0,)]
